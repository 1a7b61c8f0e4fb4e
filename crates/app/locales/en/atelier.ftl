# Workshops: the tablet, what everybody reads.
atelier-competence-appareil = Computer, phone
atelier-competence-internet = The internet
atelier-competence-email = E-mail address
atelier-competence-compte = Account and password
atelier-competence-numeriser = Scanning a paper
atelier-competence-securite = Safety, scams
atelier-competence-demarche = A procedure online
atelier-competence-emploi = Looking for work
atelier-competence-sante = Health online
atelier-competence-ecrire = Writing a letter, a CV
atelier-competence-messages = Calls and messages

atelier-question-appareil = Can you use a computer or a phone?
atelier-question-internet = Can you look something up on the internet?
atelier-question-email = Can you read and send an e-mail?
atelier-question-compte = Can you open an account and keep its password?
atelier-question-numeriser = Can you send the photo of a paper?
atelier-question-securite = Can you tell when something is a scam?
atelier-question-demarche = Can you do a procedure online?
atelier-question-emploi = Can you look for a job online?
atelier-question-sante = Can you use your health account online?
atelier-question-ecrire = Can you write a letter on a screen?
atelier-question-messages = Can you call and write to your family on a screen?

atelier-aisance-pas = I cannot
atelier-aisance-aide = With help
atelier-aisance-seule = On my own

atelier-temps-avant = Before
atelier-temps-apres = After

atelier-tablette-titre = Before and after the workshop
atelier-tablette-etape = { $rang } of { $total }
atelier-tablette-passer = Do not answer
atelier-tablette-anonyme = Your answer is counted without your name.
atelier-tablette-merci = Thank you.
atelier-tablette-merci-suite = Pass the tablet to the person next to you.
atelier-tablette-suivante = Next person
atelier-tablette-rendre = Hand the tablet back
atelier-tablette-fermee = These questions are asked on the day of the workshop.

atelier-niveau-debutant = Beginner
atelier-niveau-intermediaire = Intermediate
atelier-niveau-avance = Advanced

ateliers-titre = Digital workshops
ateliers-chapeau = Learn to do it on your own: e-mail, accounts, papers, safety. At your pace, with somebody beside you.
ateliers-panneau = Learn to do it on your own, with somebody beside you
ateliers-a-venir = Coming up
ateliers-aucun = No workshop is announced for now
ateliers-aucun-aide = The van still comes: somebody there can help you.
ateliers-passages = See when the van comes
ateliers-places = { $count ->
    [one] { $count } seat
   *[other] { $count } seats
}
ateliers-annule = Cancelled
ateliers-comment = How to come
ateliers-comment-texte = Tell somebody at the van, or call. Bring your phone if you have one.
