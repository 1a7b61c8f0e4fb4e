# Following the passages of a commune by e-mail.
abonnement-titre = Les passages par e-mail
abonnement-chapeau = Un message quand un passage est annulé, déplacé ou en retard dans votre commune. Rien d’autre.
abonnement-choisir = Choisissez une commune
abonnement-adresse = Votre adresse e-mail
abonnement-adresse-aide = Par exemple : marie@exemple.fr
abonnement-promesse = Nous gardons votre adresse, et rien d’autre, pour ces messages seulement. Chaque message a un lien pour arrêter : votre adresse est alors effacée.
abonnement-envoyer = Recevoir les messages
abonnement-telephone = Pas d’adresse e-mail ? Laissez votre numéro, nous vous appelons.
abonnement-fait = Ouvrez votre boîte de messages.
abonnement-fait-suite = Si tout va bien, un message y arrive dans quelques minutes. Son lien est bon pendant deux jours.
abonnement-confirmer = Oui, je confirme
abonnement-confirmer-aide = Voulez-vous recevoir un message quand un passage change : { $commune } ?
abonnement-suivi = Vous recevez les changements de passage : { $commune }.
abonnement-quitter = Ne plus recevoir
abonnement-quitter-aide = Votre adresse sera effacée tout de suite.
abonnement-quitte = Vous ne recevez plus ces messages.
abonnement-quitte-suite = Votre adresse n’est plus gardée.
abonnement-reprendre = Recevoir de nouveau
abonnement-suivre = Être prévenu par e-mail
abonnement-erreur-adresse = Écrivez une adresse comme marie@exemple.fr.
abonnement-erreur-commune = Choisissez une commune.

abonnement-lettre-confirmer-sujet = Confirmez : les passages du bus, { $commune }
abonnement-lettre-confirmer = Bonjour,

    vous avez demandé à être prévenu quand un passage du bus change : { $commune }.

    Pour confirmer, ouvrez ce lien et touchez « Oui, je confirme » :
    { $lien }

    Ce n’était pas vous ? Ne faites rien : votre adresse sera oubliée dans deux jours.

    { $relais }
abonnement-lettre-deja-sujet = Vous suivez déjà les passages du bus, { $commune }
abonnement-lettre-deja = Bonjour,

    vous recevez déjà les changements de passage du bus : { $commune }. Il n’y a rien à faire.

    Pour ne plus recevoir ces messages, touchez ce lien :
    { $lien }

    { $relais }
abonnement-lettre-annulee-sujet = Annulé : le bus, { $commune }, { $jour }
abonnement-lettre-annulee = Bonjour,

    le bus ne passera pas : { $commune }, { $lieu }, { $jour }, { $heures }.
    { $motif }

    Les prochains passages :
    { $page }

    Pour ne plus recevoir ces messages, touchez ce lien :
    { $lien }

    { $relais }
abonnement-lettre-deplacee-sujet = Changement : le bus, { $commune }, { $jour }
abonnement-lettre-deplacee = Bonjour,

    le passage du bus change : { $commune }, { $lieu }, { $jour }, { $heures }.
    Il aura lieu : { $nouveau-lieu }, { $nouveau-jour }, { $nouvelles-heures }.
    { $motif }

    Les prochains passages :
    { $page }

    Pour ne plus recevoir ces messages, touchez ce lien :
    { $lien }

    { $relais }
abonnement-lettre-en-retard-sujet = En retard : le bus, { $commune }, { $jour }
abonnement-lettre-en-retard = Bonjour,

    le bus a du retard : { $commune }, { $lieu }, { $jour }.
    { $dit }

    Les passages :
    { $page }

    Pour ne plus recevoir ces messages, touchez ce lien :
    { $lien }

    { $relais }
abonnement-lettre-retablie-sujet = Finalement, le bus passe : { $commune }, { $nouveau-jour }
abonnement-lettre-retablie = Bonjour,

    le passage annulé est de nouveau prévu : { $nouveau-lieu }, { $nouveau-jour }, { $nouvelles-heures }.

    Les passages :
    { $page }

    Pour ne plus recevoir ces messages, touchez ce lien :
    { $lien }

    { $relais }
