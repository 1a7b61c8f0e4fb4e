# Satisfaction: the question, the public page, that of the coordinator.
satisfaction-question = Cette visite vous a-t-elle aidé ?
satisfaction-question-atelier = Cet atelier vous a-t-il aidé ?
satisfaction-suivante = Personne suivante
satisfaction-avis-bien = Oui
satisfaction-avis-moyen = Un peu
satisfaction-avis-mal = Non
satisfaction-anonyme = Votre réponse est comptée sans votre nom. Vous pouvez ne pas répondre.
satisfaction-passer = Ne pas répondre
satisfaction-merci = Merci.
satisfaction-merci-suite = Votre réponse aide à faire mieux.
satisfaction-rendre = Rendre l’appareil
satisfaction-demander = Demander l’avis de la personne

satisfaction-titre = Ce que vous en dites
satisfaction-chapeau = À la fin d’une visite, vous pouvez dire si elle vous a aidé. Voici vos réponses, et ce qu’elles changent.
satisfaction-part-titre = Êtes-vous aidé ?
satisfaction-pour-cent = { $part } %
satisfaction-disent-oui = des réponses disent oui.
satisfaction-reponses = { $count ->
    [one] { $count } réponse,
   *[other] { $count } réponses,
}
satisfaction-periode = de { $de } à { $a }, visites et bornes.
satisfaction-trop-peu = Il y a encore moins de { $seuil } réponses. Le chiffre viendra ensuite.
satisfaction-change = Ce que cela change
satisfaction-change-rien = Rien n’est écrit ici pour l’instant.
satisfaction-comment = Trois visages, une touche. Personne ne sait qui a répondu quoi.
satisfaction-public-lien = Vos avis

satisfaction-pilotage-titre = Satisfaction
satisfaction-pilotage-chapeau = Un mois de moins de { $seuil } réponses ne se montre pas. Les réponses ne se rattachent à aucune visite.
satisfaction-page-publique = La page du public
satisfaction-par-mois = Réponses par mois
satisfaction-mois = Mois
satisfaction-visites = Fin de visite
satisfaction-bornes = Bornes
satisfaction-aucune = aucune réponse
satisfaction-peu = moins de { $seuil } réponses
satisfaction-part = { $part } % oui, sur { $count } réponses
satisfaction-change-champ = Ce que le relais a changé
satisfaction-change-aide = Tout le monde le lira. Exemple : une chaise de plus à l’entrée, demandée par beaucoup d’entre vous.
satisfaction-change-ecrire = Publier
satisfaction-change-aucun = Rien encore. Une réponse compte quand elle change quelque chose.
satisfaction-change-retirer = Retirer
satisfaction-trop-court = Écrivez une phrase : ce qui a changé.
satisfaction-trop-long = Écrivez { $max } signes au plus.
