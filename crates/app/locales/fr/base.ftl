# Texts of the base templates: header, rail, foot, components.
base-aller-au-contenu = Aller au contenu
base-accueil = accueil
base-navigation = Navigation
base-raccourcis = Raccourcis
base-menu = Menu
base-appeler = Appeler
base-espace-agents = Espace de l’équipe
base-mon-compte = Mon compte
base-se-deconnecter = Se déconnecter
base-demo-titre = Démonstration
base-demo = Démonstration : tout est inventé.
base-imprimer = Imprimer
base-moins = Un de moins
base-plus = Un de plus
base-pages = Pages de la liste
base-page-avant = Avant
base-page-apres = Après
base-a-corriger = { $count ->
    [one] Une réponse à corriger
   *[other] { $count } réponses à corriger
}
resultat-resolu = Résolu
resultat-a-suivre = À suivre
resultat-reoriente = Réorienté
resultat-bloque = Bloqué
base-fil = Où vous êtes
base-retour = Retour
base-ajouter-collegue = Une collègue se connecte
base-affichage = Affichage
base-affichage-auto = Automatique
base-affichage-clair = Clair
base-affichage-sombre = Sombre
base-langues = Langues
base-relecture = Kréyol : en relecture.
base-relecture-dire = Un mot n’est pas bon ? Dites-le-nous.
base-en-francais = Les textes officiels sont en français.
base-mon-suivi = Mon suivi
base-apercu = Aperçu : ceci n’est pas publié.
