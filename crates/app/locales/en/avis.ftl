# Notices of the relay, for readers of feeds.
avis-titre = Notices of the relay
avis-annule = Stop cancelled: { $commune }, { $jour }
avis-en-retard = Late stop: { $commune }, { $jour }
avis-deplace = Stop changed: { $commune }, { $jour }
