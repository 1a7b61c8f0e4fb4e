# What the relay gives to everybody as data: the page is in French, its link in the foot is not.
opendata-page = Open data
