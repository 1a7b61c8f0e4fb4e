# Page of a theme of life.
theme-chapeau = Choisissez ce que vous voulez faire.
theme-demarches = Les démarches
theme-vide = Nous n’avons pas encore de démarche sur ce sujet. Demandez à l’animatrice.
theme-dossiers = Les dossiers officiels
theme-autres = Les autres sujets
