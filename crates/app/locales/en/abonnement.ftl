# Following the passages of a commune by e-mail.
abonnement-titre = Stops by e-mail
abonnement-chapeau = A message when a stop is cancelled, moved or late in your town. Nothing else.
abonnement-choisir = Choose a town
abonnement-adresse = Your e-mail address
abonnement-adresse-aide = For example: marie@example.com
abonnement-promesse = We keep your address, and nothing else, for these messages only. Each message has a link to stop them: your address is then erased.
abonnement-envoyer = Receive the messages
abonnement-telephone = No e-mail address? Leave your number, we call you.
abonnement-fait = Open your mailbox.
abonnement-fait-suite = If all is well, a message arrives in a few minutes. Its link is good for two days.
abonnement-confirmer = Yes, I confirm
abonnement-confirmer-aide = Do you want a message when a stop changes: { $commune }?
abonnement-suivi = You receive the changes of stops: { $commune }.
abonnement-quitter = Stop these messages
abonnement-quitter-aide = Your address will be erased at once.
abonnement-quitte = You no longer receive these messages.
abonnement-quitte-suite = Your address is not kept any more.
abonnement-reprendre = Receive them again
abonnement-suivre = Be told by e-mail
abonnement-erreur-adresse = Write an address such as marie@example.com.
abonnement-erreur-commune = Choose a town.

abonnement-lettre-confirmer-sujet = Please confirm: stops of the van, { $commune }
abonnement-lettre-confirmer = Hello,

    you asked to be told when a stop of the van changes: { $commune }.

    To confirm, open this link and press “Yes, I confirm”:
    { $lien }

    It was not you? Do nothing: your address will be forgotten in two days.

    { $relais }
abonnement-lettre-deja-sujet = You already follow the stops of the van, { $commune }
abonnement-lettre-deja = Hello,

    you already receive the changes of stops: { $commune }. There is nothing to do.

    To stop these messages, press this link:
    { $lien }

    { $relais }
abonnement-lettre-annulee-sujet = Cancelled: the van, { $commune }, { $jour }
abonnement-lettre-annulee = Hello,

    the van will not come: { $commune }, { $lieu }, { $jour }, { $heures }.
    { $motif }

    The next stops:
    { $page }

    To stop these messages, press this link:
    { $lien }

    { $relais }
abonnement-lettre-deplacee-sujet = Changed: the van, { $commune }, { $jour }
abonnement-lettre-deplacee = Hello,

    a stop of the van changes: { $commune }, { $lieu }, { $jour }, { $heures }.
    It will be at: { $nouveau-lieu }, { $nouveau-jour }, { $nouvelles-heures }.
    { $motif }

    The next stops:
    { $page }

    To stop these messages, press this link:
    { $lien }

    { $relais }
abonnement-lettre-en-retard-sujet = Late: the van, { $commune }, { $jour }
abonnement-lettre-en-retard = Hello,

    the van is late: { $commune }, { $lieu }, { $jour }.
    { $dit }

    The stops:
    { $page }

    To stop these messages, press this link:
    { $lien }

    { $relais }
abonnement-lettre-retablie-sujet = The van comes after all: { $commune }, { $nouveau-jour }
abonnement-lettre-retablie = Hello,

    the stop that was cancelled is planned again: { $nouveau-lieu }, { $nouveau-jour }, { $nouvelles-heures }.

    The stops:
    { $page }

    To stop these messages, press this link:
    { $lien }

    { $relais }
