# Words of the lists that a visite is made of. The family is that of the figures.
nature-information = Information
nature-accompagnement = Accompagnement
nature-orientation = Orientation

touche-fait = Fait avec la personne
touche-renseigne = Renseigné
touche-a-suivre = À suivre
touche-reoriente = Réorienté
touche-bloque = Bloqué
touche-aide-fait = La démarche est faite.
touche-aide-renseigne = La personne sait quoi faire.
touche-aide-a-suivre = Il faudra y revenir.
touche-aide-reoriente = Quelqu’un d’autre prend la suite.
touche-aide-bloque = Rien n’avance sans le partenaire.

canal-sur-place = Sur place
canal-rendez-vous = Sur rendez-vous
canal-telephone = Par téléphone
canal-mail = Par mail
canal-courrier = Par courrier
canal-visio = En visio
canal-domicile = À domicile
canal-tiers = Par un proche ou un tiers

premiere-fois-premiere = Première fois accompagnée
premiere-fois-deja = Déjà accompagnée
premiere-fois-ne-sait-pas = Ne sait pas

age-moins-12 = Moins de 12 ans
age-12-17 = 12 à 17 ans
age-18-25 = 18 à 25 ans
age-26-39 = 26 à 39 ans
age-40-54 = 40 à 54 ans
age-55-59 = 55 à 59 ans
age-60-69 = 60 à 69 ans
age-70-plus = 70 ans et plus
age-nc = Non communiqué

sexe-f = Femme
sexe-m = Homme
sexe-nc = Non communiqué

statut-scolarise = Scolarisé, étudiant
statut-sans-emploi = Sans emploi
statut-en-emploi = En emploi
statut-retraite = Retraité
statut-association = Association
statut-professionnel = Professionnel
statut-nc = Non communiqué

autonomie-avec-guidage = A besoin d’être guidé
autonomie-guidage-si-besoin = Guidé si besoin
autonomie-autonome = Autonome
autonomie-nc = Non communiqué

residence-ailleurs = Ailleurs
residence-nc = Non communiqué
