# Local notes: the box that the public reads.
note-public-titre = Note from the relay
note-public-signature = { $qui }, on { $date }.
note-public-relue = Read again on { $date }.
note-public-jusqu-au = Valid until { $date }.
note-public-changer = Change this note
note-public-ajouter = Add a note from the relay
