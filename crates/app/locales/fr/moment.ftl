# Dates and hours. The blanks inside are U+00A0: they do not break.
moment-jour = { $jour } { $quantieme } { $mois }
moment-date = { $quantieme } { $mois } { $annee }
moment-mois = { $mois } { $annee }
moment-premier = 1er
moment-heure = { $heure } h
moment-heure-minute = { $heure } h { $minute }
moment-heures = de { $de } à { $a }

moment-jour-1 = lundi
moment-jour-2 = mardi
moment-jour-3 = mercredi
moment-jour-4 = jeudi
moment-jour-5 = vendredi
moment-jour-6 = samedi
moment-jour-7 = dimanche

moment-mois-1 = janvier
moment-mois-2 = février
moment-mois-3 = mars
moment-mois-4 = avril
moment-mois-5 = mai
moment-mois-6 = juin
moment-mois-7 = juillet
moment-mois-8 = août
moment-mois-9 = septembre
moment-mois-10 = octobre
moment-mois-11 = novembre
moment-mois-12 = décembre

moment-mois-court-1 = janv.
moment-mois-court-2 = févr.
moment-mois-court-3 = mars
moment-mois-court-4 = avril
moment-mois-court-5 = mai
moment-mois-court-6 = juin
moment-mois-court-7 = juil.
moment-mois-court-8 = août
moment-mois-court-9 = sept.
moment-mois-court-10 = oct.
moment-mois-court-11 = nov.
moment-mois-court-12 = déc.
