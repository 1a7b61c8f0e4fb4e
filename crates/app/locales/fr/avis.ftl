# Notices of the relay, for readers of feeds.
avis-titre = Les avis du relais
avis-annule = Passage annulé : { $commune }, { $jour }
avis-en-retard = Passage en retard : { $commune }, { $jour }
avis-deplace = Passage changé : { $commune }, { $jour }
