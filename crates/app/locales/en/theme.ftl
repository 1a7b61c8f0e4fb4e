# Page of a theme of life.
theme-chapeau = Choose what you want to do.
theme-demarches = Procedures
theme-vide = We have no procedure on this subject yet. Ask the mediator.
theme-dossiers = Official files
theme-autres = Other subjects
