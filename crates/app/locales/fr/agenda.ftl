# The calendar of a member of the team, by a secret link.
agenda-titre = Mon agenda
agenda-chapeau = Vos demi-journées dans l’agenda de votre téléphone, tenues à jour : le lieu, les heures, qui est à bord, qui conduit.
agenda-lien = Mon lien
agenda-aide = Ce lien est secret : qui l’a lit vos demi-journées, sans mot de passe. Fermez-le si vous perdez votre téléphone : il cesse aussitôt de répondre.
agenda-voici = Voici votre lien. Donnez-le maintenant à votre agenda (« S’abonner à un calendrier ») : il ne sera plus montré.
agenda-ouvert = Votre lien est ouvert depuis le { $jour }.
agenda-ferme = Aucun lien n’est ouvert.
agenda-creer = Créer mon lien
agenda-refaire = Créer un autre lien, fermer l’ancien
agenda-fermer = Fermer mon lien
agenda-au-portail = Ce lien se crée sur le portail central : cette machine n’est pas toujours joignable.
agenda-a-venir = Mes prochaines demi-journées
agenda-aucune = Aucune pour le moment.
agenda-de = Demi-journées de { $nom }
agenda-bord = À bord : { $qui }
agenda-volant = Au volant : { $qui }
