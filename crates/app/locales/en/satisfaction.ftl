# Satisfaction: the question and the public page.
satisfaction-question = Did this visit help you?
satisfaction-question-atelier = Did this workshop help you?
satisfaction-suivante = Next person
satisfaction-avis-bien = Yes
satisfaction-avis-moyen = A little
satisfaction-avis-mal = No
satisfaction-anonyme = Your answer is counted without your name. You may choose not to answer.
satisfaction-passer = Do not answer
satisfaction-merci = Thank you.
satisfaction-merci-suite = Your answer helps us do better.
satisfaction-rendre = Hand the device back

satisfaction-titre = What you say
satisfaction-chapeau = At the end of a visit you may say whether it helped. Here are your answers, and what they change.
satisfaction-part-titre = Are you helped?
satisfaction-pour-cent = { $part }%
satisfaction-disent-oui = of the answers say yes.
satisfaction-reponses = { $count ->
    [one] { $count } answer,
   *[other] { $count } answers,
}
satisfaction-periode = from { $de } to { $a }, visits and kiosks.
satisfaction-trop-peu = There are still fewer than { $seuil } answers. The figure will come.
satisfaction-change = What it changes
satisfaction-change-rien = Nothing is written here yet.
satisfaction-comment = Three faces, one touch. Nobody knows who answered what.
satisfaction-public-lien = What you say of us
