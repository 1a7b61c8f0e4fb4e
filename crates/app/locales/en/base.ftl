# Texts of the base templates: header, foot, components.
base-aller-au-contenu = Skip to content
base-accueil = home
base-navigation = Navigation
base-raccourcis = Shortcuts
base-menu = Menu
base-appeler = Call
base-espace-agents = Staff area
base-mon-compte = My account
base-se-deconnecter = Sign out
base-demo-titre = Demonstration
base-demo = Demonstration: everything is invented.
base-imprimer = Print
base-moins = One less
base-plus = One more
base-pages = Pages of the list
base-page-avant = Before
base-page-apres = After
base-a-corriger = { $count ->
    [one] One answer to correct
   *[other] { $count } answers to correct
}
base-fil = Where you are
base-retour = Back
base-ajouter-collegue = A colleague signs in
base-affichage = Display
base-affichage-auto = Automatic
base-affichage-clair = Light
base-affichage-sombre = Dark
base-langues = Languages
base-relecture = Kréyol: being reviewed.
base-relecture-dire = Is a word wrong? Tell us.
base-en-francais = The official texts are in French.
base-mon-suivi = My case
base-apercu = Preview: this is not published.
