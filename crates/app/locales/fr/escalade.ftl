# Procedures carried to a partner: the team, the partner, and the letters that name nobody.

nav-escalades = Demandes aux partenaires
nav-vos-demandes = Demandes du relais
escalade-titre = Demande à un partenaire
escalade-du-relais = Demande du relais
escalade-liste-titre = Demandes aux partenaires
escalade-liste-chapeau = Ce qui est bloqué et qu’un partenaire peut débloquer. Chacune voit les demandes de ses dossiers.
escalade-aucune = Aucune demande
escalade-aucune-aide = Une demande se fait depuis le dossier d’une personne.
escalade-nouvelle-titre = Demander à un partenaire
escalade-nouvelle-chapeau = Le partenaire lit ce que sa convention permet, et rien d’autre.
escalade-au-portail = Les demandes aux partenaires se font sur le portail central : c’est là que les partenaires répondent.
escalade-sans-convention = Aucune convention ne le permet encore
escalade-sans-convention-aide = Une convention dit ce qu’un partenaire peut lire et en combien de jours il répond. Elle s’écrit dans partenaires.toml.
escalade-partenaire = Partenaire
escalade-partenaire-choisir = Choisir un partenaire
escalade-choisir = Choisir
escalade-ce-que-lit = Ce que { $partenaire } lira
escalade-delai = { $count ->
    [one] Réponse attendue en un jour. Laissez vide ce qui n’est pas utile.
   *[other] Réponse attendue en { $count } jours. Laissez vide ce qui n’est pas utile.
}
escalade-champ-nom = Nom
escalade-champ-prenom = Prénom
escalade-champ-annee = Année de naissance
escalade-champ-telephone = Téléphone
escalade-champ-commune = Commune
escalade-champ-numero = Numéro de dossier chez le partenaire
escalade-motif = Motif
escalade-motif-choisir = Choisir un motif
escalade-motif-delai = Pas de réponse depuis longtemps
escalade-motif-piece = Une pièce redemandée ou impossible à avoir
escalade-motif-refus = Un refus qui n’est pas compris
escalade-motif-rupture = Des droits arrêtés
escalade-motif-compte = Un compte en ligne qui ne s’ouvre pas
escalade-motif-autre = Autre chose
escalade-demarche = Démarche
escalade-demarche-aucune = Aucune en particulier
escalade-texte = Message
escalade-texte-aide = Des faits, en quelques phrases. Jamais de numéro de sécurité sociale, de santé ni de carte bancaire.
escalade-accord = La personne est d’accord pour que le partenaire lise cela
escalade-envoyer = Envoyer la demande
escalade-envoyee = C’est envoyé.
escalade-ecrire = Écrire au partenaire
escalade-geste-renvoyer = Envoyer
escalade-geste-clore = Clore la demande
escalade-geste-ecrire = Répondre ou demander une précision
escalade-geste-resoudre = C’est résolu
escalade-geste-rediriger = Ce n’est pas le bon service
escalade-voir-dossier = Voir le dossier
escalade-demande = Demande
escalade-etat = Où elle en est
escalade-etat-chez-partenaire = Chez le partenaire
escalade-etat-a-vous = À vous de répondre
escalade-etat-chez-equipe = Le relais doit répondre
escalade-etat-resolue = Résolue
escalade-etat-redirigee = Autre service
escalade-etat-close = Close
escalade-demandee = Demandée
escalade-attendue = Réponse attendue avant
escalade-retard = { $count ->
    [one] Un jour de retard
   *[other] { $count } jours de retard
}
escalade-illisible = Ce qui était écrit n’est plus lisible : le terme est passé, ou la clé est sur une autre machine.
escalade-reprendre = À reprendre par la coordination
escalade-reprendre-aide = Le partenaire a été relancé deux fois. Appelez-le, ou passez par sa direction.
escalade-rythme = Délais de réponse
escalade-demandes = Demandes
escalade-en-attente = Chez le partenaire
escalade-resolues = Résolues
escalade-redirigees = Autre service
escalade-mediane = Première réponse, médiane
escalade-jours = { $count ->
    [0] le jour même
    [one] un jour
   *[other] { $count } jours
}
escalade-partenaire-titre = Demandes du relais
escalade-partenaire-chapeau = Ce que le relais vous demande pour des personnes qu’il accompagne. Vous ne lisez que ce que la convention permet.
escalade-repondre-chapeau = Répondez, demandez une précision, dites que c’est résolu ou que c’est un autre service.
escalade-repondre = Répondre
escalade-rien = Rien ne vous attend
escalade-rien-aide = Quand le relais vous demandera quelque chose, cela se lira ici, et une lettre vous le dira.
escalade-ouvertes = En cours
escalade-finies = Finies
escalade-erreur-vide = Écrivez quelques mots.
escalade-erreur-long = C’est trop long : raccourcissez.
escalade-erreur-partenaire = Choisissez un partenaire qui a une convention.
escalade-erreur-motif = Choisissez un motif.
escalade-erreur-accord = Demandez d’abord l’accord de la personne.
escalade-erreur-trop-tard = Cette demande est finie : rien n’a été envoyé.
escalade-lettre-demande-sujet = { $relais } : une demande vous attend
escalade-lettre-demande = Bonjour,

    { $relais } vous demande de débloquer une démarche. La demande se lit et se répond dans votre espace :
    { $lien }

    Cette lettre ne dit rien de personne : ne répondez pas ici.
escalade-lettre-reponse-sujet = { $relais } : une réponse vous attend
escalade-lettre-reponse = Bonjour,

    { $relais } a répondu à votre question. La réponse se lit dans votre espace :
    { $lien }

    Cette lettre ne dit rien de personne : ne répondez pas ici.
escalade-lettre-relance-sujet = { $relais } : une demande attend toujours
escalade-lettre-relance = Bonjour,

    Une demande de { $relais } attend votre réponse depuis plus longtemps que convenu. Elle se lit dans votre espace :
    { $lien }

    Cette lettre ne dit rien de personne : ne répondez pas ici.
dossier-escalader = Demander à un partenaire
aujourdhui-escalades = { $count ->
    [one] Un partenaire a répondu à une demande.
   *[other] Les partenaires ont répondu à { $count } demandes.
}
