# The accessibility statement: the page is in French, as the law asks; its link in the foot is not.
accessibilite-titre = Accessibility
accessibilite-lien = Accessibility: { $etat }
accessibilite-etat-totale = fully compliant
accessibilite-etat-partielle = partially compliant
accessibilite-etat-non = not compliant
