# Life events: what happens to people, and what to do.
evenement-titre = Que vous arrive-t-il ?
evenement-chapeau = Choisissez votre situation. Nous vous disons quoi faire, dans l’ordre.
evenement-fil = Situations
evenement-toutes = Toutes les situations
evenement-autre = Autre chose ? Cherchez avec vos mots
evenement-moment-tout-de-suite = Tout de suite
evenement-moment-ensuite = Ensuite
evenement-moment-plus-tard = Plus tard
evenement-aide = Le faire avec quelqu’un
evenement-aide-detail = Une personne du relais avance avec vous, étape par étape.
evenement-autres = Les autres situations
