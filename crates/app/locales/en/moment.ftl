# Dates and hours. The blanks inside are U+00A0: they do not break.
moment-jour = { $jour } { $quantieme } { $mois }
moment-date = { $quantieme } { $mois } { $annee }
moment-mois = { $mois } { $annee }
moment-premier = 1
moment-heure = { $heure }:00
moment-heure-minute = { $heure }:{ $minute }
moment-heures = from { $de } to { $a }

moment-jour-1 = Monday
moment-jour-2 = Tuesday
moment-jour-3 = Wednesday
moment-jour-4 = Thursday
moment-jour-5 = Friday
moment-jour-6 = Saturday
moment-jour-7 = Sunday

moment-mois-1 = January
moment-mois-2 = February
moment-mois-3 = March
moment-mois-4 = April
moment-mois-5 = May
moment-mois-6 = June
moment-mois-7 = July
moment-mois-8 = August
moment-mois-9 = September
moment-mois-10 = October
moment-mois-11 = November
moment-mois-12 = December

moment-mois-court-1 = Jan
moment-mois-court-2 = Feb
moment-mois-court-3 = Mar
moment-mois-court-4 = Apr
moment-mois-court-5 = May
moment-mois-court-6 = Jun
moment-mois-court-7 = Jul
moment-mois-court-8 = Aug
moment-mois-court-9 = Sep
moment-mois-court-10 = Oct
moment-mois-court-11 = Nov
moment-mois-court-12 = Dec
