# What a form says of a line of the lexicon.
lexique-vide = Écrivez un mot au moins.
lexique-trop-long = C’est trop long : 200 signes au plus.
lexique-dit-long = Huit mots au plus.
lexique-officiel-liste = Écrivez un à huit groupes de mots, séparés par des virgules.
lexique-langue-vide = Choisissez une langue.
lexique-genre-vide = Dites si ce qui est tapé compte encore.
