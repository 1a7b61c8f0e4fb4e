# Import of past visites: the page, its check, and what a line must mend.
import-titre = Importer des visites
import-chapeau = Reprenez l’activité d’avant PLUS à partir d’un tableur. Tout est vérifié avant d’enregistrer : une seule ligne à revoir, et rien n’est enregistré.
import-fichier = Fichier CSV ou XLSX
import-fichier-aide = 20 Mo et 200 000 lignes au plus. La première ligne porte le nom des colonnes.
import-fichier-nom = Le nom de ce fichier ne dit pas ce qu’il contient : .csv ou .txt pour du texte, .xlsx pour un classeur. Enregistrez-le de nouveau sous le bon nom, puis envoyez-le.
import-fichier-vide = Choisissez un fichier.
import-verifier = Vérifier le fichier
import-modele = Le modèle
import-modele-texte = Partez de ce fichier : ses colonnes sont dans l’ordre, il ne reste qu’à les remplir. Date, lieu, partenaire et résultat sont nécessaires ; laissez vide ce que vous ne savez pas.
import-modele-telecharger = Télécharger le modèle
import-jamais = Jamais de nom, de numéro de sécurité sociale, de carte ou de compte, ni de mot de passe : PLUS refuse la ligne.
import-colonnes = Les colonnes
import-colonne = Colonne
import-contenu = Ce qu’elle contient
import-colonne-reference = Votre numéro de visite. Plusieurs lignes avec le même numéro : une visite, plusieurs demandes. Il permet d’importer deux fois le même fichier sans doublon.
import-colonne-date = 31/12/2016 ou 2016-12-31. Nécessaire.
import-colonne-heure = 9:30 ou 9h30.
import-colonne-lieu = Nom ou code du lieu, ou son quartier. Nécessaire, sauf si la commune n’a qu’un lieu.
import-colonne-commune = Commune du lieu, si le nom ne suffit pas.
import-colonne-canal = Sur place, rendez-vous, téléphone, mail, courrier, visio, domicile, tiers. Vide : sur place.
import-colonne-partenaire = Code ou nom, celui d’aujourd’hui ou de l’époque : Pôle emploi en 2017. Nécessaire, sauf si la démarche est dite.
import-colonne-demarche = Code ou titre d’une démarche du catalogue.
import-colonne-theme = Code ou nom d’un sujet, quand il n’y a pas de démarche.
import-colonne-nature = Information, accompagnement ou orientation.
import-colonne-resultat = Résolu, à suivre, réorienté ou bloqué. Nécessaire.
import-colonne-reoriente_vers = Vers qui, quand la personne a été réorientée.
import-colonne-duree = Minutes, 1 439 au plus.
import-colonne-pseudonyme = Un code de suivi, comme P-0412. Jamais un nom.
import-colonne-premiere_fois = Oui, non ou ne sait pas.
import-colonne-age = Un âge ou une tranche : 45, 40-54, 70 et plus.
import-colonne-sexe = F, M ou vide.
import-colonne-statut = Scolarisé, sans emploi, en emploi, retraité, association, professionnel.
import-colonne-residence = Nom ou code INSEE de la commune, ou « ailleurs ».
import-colonne-autonomie = Avec guidage, guidage si besoin, autonome.
import-colonne-note = 500 signes au plus.
import-colonne-auteur = Identifiant du compte qui a reçu. Vide : le vôtre.

import-verifie-titre = Vérifier avant d’enregistrer
import-lu = { $visites } visites lues sur { $lignes } lignes, du { $du } au { $au }.
import-deja = { $count ->
    [0] Aucune n’est déjà enregistrée.
    [one] { $count } est déjà enregistrée : elle ne sera pas comptée deux fois.
   *[other] { $count } sont déjà enregistrées : elles ne seront pas comptées deux fois.
}
import-changees = { $count ->
    [one] { $count } visite déjà enregistrée n’est plus comme dans le fichier. Elle reste telle qu’elle est dans PLUS.
   *[other] { $count } visites déjà enregistrées ne sont plus comme dans le fichier. Elles restent telles qu’elles sont dans PLUS.
}
import-a-ajouter = { $count ->
    [0] Il n’y a rien à ajouter.
    [one] { $count } visite sera ajoutée.
   *[other] { $count } visites seront ajoutées.
}
import-lecture-utf8 = Le fichier est en UTF-8.
import-lecture-windows-1252 = Le fichier est en Windows-1252 : les accents ont été lus ainsi. Dans le doute, enregistrez-le de nouveau en UTF-8.
import-lecture-xlsx = Le fichier est un classeur : sa première feuille a été lue.
import-confirmer = Enregistrer ces visites
import-renoncer = Ne pas importer
import-renonce = Rien n’a été importé, et le fichier a été effacé.
import-a-revoir = { $count ->
    [one] Rien n’est enregistré : une ligne est à revoir
   *[other] Rien n’est enregistré : { $count } lignes sont à revoir
}
import-ligne = Ligne { $ligne }, colonne « { $colonne } » :
import-ligne-seule = Ligne { $ligne } :
import-encore = { $count ->
    [one] Et une autre ligne.
   *[other] Et { $count } autres lignes.
}
import-fait = { $count ->
    [0] Aucune visite ajoutée : tout était déjà enregistré.
    [one] { $count } visite ajoutée.
   *[other] { $count } visites ajoutées.
}
import-voir-chiffres = Voir les chiffres de la période

import-vide = aucune ligne à lire sous la première.
import-trop-de-lignes = le fichier a plus de 200 000 lignes. Coupez-le en plusieurs.
import-trop-gros = Ce fichier est trop gros une fois ouvert. Coupez-le en plusieurs.
import-illisible = Ce fichier ne se lit pas. Enregistrez-le en CSV ou en XLSX, puis recommencez.
import-feuille-vide = Ce classeur n’a pas de feuille à lire.
import-colonne-manque = il manque cette colonne dans la première ligne.
import-colonne-inconnue = cette colonne n’est pas connue. Renommez-la comme dans le modèle, ou enlevez-la.
import-colonne-double = cette colonne est là deux fois.
import-reference = « { $valeur } » ne peut pas servir de référence : 80 signes au plus.
import-reference-autre = la ligne { $ligne } porte la même référence et dit autre chose. Une référence est une visite.
import-reference-prise = cette référence est déjà celle d’une autre visite enregistrée. Changez-la, ou corrigez la visite dans PLUS.
import-date = « { $valeur } » n’est pas une date. Écrivez 31/12/2016 ou 2016-12-31.
import-heure = « { $valeur } » n’est pas une heure. Écrivez 9:30.
import-lieu = « { $valeur } » n’est pas un lieu du territoire. Écrivez son nom ou son code.
import-lieu-vide = le lieu manque.
import-lieu-ferme = on ne recevait pas à « { $valeur } » ce jour-là, ou pas dans cette commune.
import-lieu-plusieurs = plusieurs lieux répondent à « { $valeur } ». Écrivez le code du lieu, ou sa commune.
import-commune = « { $valeur } » n’est pas une commune du territoire.
import-partenaire = « { $valeur } » n’est pas un partenaire du territoire.
import-partenaire-vide = le partenaire manque.
import-partenaire-date = « { $valeur } » n’était pas partenaire ce jour-là.
import-demarche-partenaire = « { $valeur } » ne relève pas de ce partenaire.
import-nature-vide = dites la nature : information ou accompagnement.
import-resultat-vide = le résultat manque : résolu, à suivre, réorienté ou bloqué.
import-nature-resultat = cette nature et ce résultat ne vont pas ensemble : une orientation est réorientée, et elle seule.
import-pseudonyme = ce n’est pas un pseudonyme : 40 signes au plus, lettres et chiffres, sans espace ni accent. Jamais un nom.
import-auteur = « { $valeur } » n’est pas l’identifiant d’un compte. Laissez vide, et ce sera le vôtre.
import-choix = « { $valeur } » n’est pas un des mots attendus dans cette colonne.
import-inconnu = « { $valeur } » n’est pas connu dans ce territoire.
