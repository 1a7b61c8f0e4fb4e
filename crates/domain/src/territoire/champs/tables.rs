//! TOML: tables and lists of tables, read and written by `toml_edit`, which keeps every byte that
//! is not touched.

use toml_edit::{Array, ArrayOfTables, Datetime, DocumentMut, Item, Table, TableLike, Value};

use super::{Champ, Element, Nature, Refus, free_code, title};

fn parsed(text: &str) -> Result<DocumentMut, Refus> {
    text.parse().map_err(|_| Refus::Illisible)
}

/// The elements of a file: its head, its tables, the items of its lists.
pub(super) fn elements(text: &str) -> Result<Vec<Element>, Refus> {
    let document = parsed(text)?;
    let mut head = Vec::new();
    let mut all = Vec::new();
    for (key, item) in document.as_table() {
        match item {
            Item::Table(table) => all.push(alone(key, fields(table))),
            Item::ArrayOfTables(list) => all.extend(listed(key, list)),
            item => gather(key, item, &mut head),
        }
    }
    all.insert(0, alone("", head));
    Ok(all)
}

fn alone(adresse: &str, champs: Vec<Champ>) -> Element {
    Element {
        adresse: adresse.to_owned(),
        titre: String::new(),
        liste: String::new(),
        champs,
    }
}

/// The items of a list, each with the fields that any of them has.
fn listed(key: &str, list: &ArrayOfTables) -> Vec<Element> {
    let items: Vec<Vec<Champ>> = list.iter().map(|table| fields(table)).collect();
    let mut every: Vec<Champ> = Vec::new();
    for champ in items.iter().flatten() {
        let is_numbered = champ
            .cle
            .split('.')
            .any(|part| part.parse::<usize>().is_ok());
        if !is_numbered && !every.iter().any(|known| known.cle == champ.cle) {
            every.push(Champ {
                valeur: String::new(),
                ..champ.clone()
            });
        }
    }
    let whole = |mut own: Vec<Champ>| {
        let missing = every.iter().filter(|c| !own.iter().any(|o| o.cle == c.cle));
        let missing: Vec<Champ> = missing.cloned().collect();
        own.extend(missing);
        own
    };
    let ranked = items.into_iter().enumerate();
    ranked
        .map(|(rank, own)| Element {
            adresse: format!("{key}.{rank}"),
            titre: title(&own),
            liste: key.to_owned(),
            champs: whole(own),
        })
        .collect()
}

fn fields(table: &dyn TableLike) -> Vec<Champ> {
    let mut champs = Vec::new();
    for (key, item) in table.iter() {
        gather(key, item, &mut champs);
    }
    champs
}

/// The fields of an item, under the name it has.
fn gather(name: &str, item: &Item, champs: &mut Vec<Champ>) {
    if let Some(table) = item.as_table_like() {
        for (key, inner) in table.iter() {
            gather(&format!("{name}.{key}"), inner, champs);
        }
    } else if let Some(list) = item.as_array_of_tables() {
        for (rank, table) in list.iter().enumerate() {
            for (key, inner) in table {
                gather(&format!("{name}.{rank}.{key}"), inner, champs);
            }
        }
    } else if let Some(array) = item.as_array().filter(|array| holds_tables(array)) {
        for (rank, value) in array.iter().enumerate() {
            gather(
                &format!("{name}.{rank}"),
                &Item::Value(value.clone()),
                champs,
            );
        }
    } else if let Some((nature, valeur)) = item.as_value().and_then(typed) {
        champs.push(Champ {
            cle: name.to_owned(),
            valeur,
            nature,
            aide: String::new(),
        });
    }
}

fn holds_tables(array: &Array) -> bool {
    array.iter().any(Value::is_inline_table)
}

/// How a value is typed, and as what; nothing for what a field cannot hold.
fn typed(value: &Value) -> Option<(Nature, String)> {
    Some(match value {
        Value::String(text) if text.value().contains('\n') => (Nature::Long, text.value().clone()),
        Value::String(text) => (Nature::Texte, text.value().clone()),
        Value::Integer(number) => (Nature::Nombre, number.value().to_string()),
        Value::Float(number) => (Nature::Nombre, number.value().to_string()),
        Value::Boolean(flag) => {
            let said = if *flag.value() { "oui" } else { "non" };
            (Nature::OuiNon, said.to_owned())
        }
        Value::Datetime(date) => (Nature::Jour, date.value().to_string()),
        Value::Array(array) => (Nature::Lignes, lines(array)?),
        Value::InlineTable(_) => return None,
    })
}

fn lines(array: &Array) -> Option<String> {
    let lines: Option<Vec<String>> = array
        .iter()
        .map(|value| match value {
            Value::String(text) => Some(text.value().clone()),
            Value::Integer(number) => Some(number.value().to_string()),
            _ => None,
        })
        .collect();
    Some(lines?.join("\n"))
}

/// The text with other values in an element.
pub(super) fn written(
    text: &str,
    adresse: &str,
    changed: &[(Champ, String)],
) -> Result<String, Refus> {
    let mut document = parsed(text)?;
    for (champ, value) in changed {
        let mut path: Vec<&str> = adresse.split('.').filter(|part| !part.is_empty()).collect();
        path.extend(champ.cle.split('.'));
        let key = path.pop().ok_or(Refus::Introuvable)?;
        let parent = reach(document.as_item_mut(), &path)?;
        let table = parent.as_table_like_mut().ok_or(Refus::Introuvable)?;
        if value.trim().is_empty() && champ.nature != Nature::Lignes {
            table.remove(key);
            continue;
        }
        let new = made(champ, value, table.get(key))?;
        put(table, key, new);
    }
    Ok(document.to_string())
}

/// What stands at a path; the last tables of it are made when nothing is there yet.
fn reach<'d>(mut item: &'d mut Item, path: &[&str]) -> Result<&'d mut Item, Refus> {
    for part in path {
        if let Ok(rank) = part.parse::<usize>() {
            item = item.get_mut(rank).ok_or(Refus::Introuvable)?;
            continue;
        }
        let table = item.as_table_like_mut().ok_or(Refus::Introuvable)?;
        item = table.entry(part).or_insert(Item::Table(Table::new()));
    }
    Ok(item)
}

fn put(table: &mut dyn TableLike, key: &str, mut value: Value) {
    if let Some(held) = table.get_mut(key).and_then(Item::as_value_mut) {
        *value.decor_mut() = held.decor().clone();
        *held = value;
    } else {
        table.insert(key, Item::Value(value));
    }
}

/// The value of what was typed.
fn made(champ: &Champ, typed: &str, held: Option<&Item>) -> Result<Value, Refus> {
    let refused = || Refus::Nature(champ.cle.clone(), champ.nature);
    let typed = typed.trim();
    Ok(match champ.nature {
        Nature::Texte | Nature::Long => Value::from(typed),
        Nature::Lignes => array(typed, held).ok_or_else(refused)?,
        Nature::Nombre => number(typed, held).ok_or_else(refused)?,
        Nature::OuiNon => match typed {
            "oui" => Value::from(true),
            "non" => Value::from(false),
            _ => return Err(refused()),
        },
        Nature::Jour => Value::from(typed.parse::<Datetime>().map_err(|_| refused())?),
    })
}

fn number(typed: &str, held: Option<&Item>) -> Option<Value> {
    let typed = typed
        .replace(['\u{202f}', '\u{a0}', ' '], "")
        .replace(',', ".");
    let is_float = held.and_then(Item::as_value).is_some_and(Value::is_float);
    match typed.parse::<i64>() {
        Ok(whole) if !is_float => Some(Value::from(whole)),
        _ => typed
            .parse::<f64>()
            .ok()
            .filter(|n| n.is_finite())
            .map(Value::from),
    }
}

/// One value a line; numbers where there were numbers.
fn array(typed: &str, held: Option<&Item>) -> Option<Value> {
    let numbers = held
        .and_then(Item::as_array)
        .is_some_and(|array| !array.is_empty() && array.iter().all(Value::is_integer));
    let mut array = Array::new();
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    for line in lines {
        if numbers {
            array.push(line.parse::<i64>().ok()?);
        } else {
            array.push(line);
        }
    }
    Some(Value::Array(array))
}

/// The list and the rank of an address.
fn ranked(adresse: &str) -> Result<(&str, usize), Refus> {
    let (list, rank) = adresse.split_once('.').ok_or(Refus::Introuvable)?;
    let rank = rank.parse().map_err(|_| Refus::Introuvable)?;
    Ok((list, rank))
}

fn list_of<'d>(document: &'d mut DocumentMut, list: &str) -> Result<&'d mut ArrayOfTables, Refus> {
    let item = document.get_mut(list);
    item.and_then(Item::as_array_of_tables_mut)
        .ok_or(Refus::Introuvable)
}

/// One more item after one of a list.
pub(super) fn added(text: &str, like: &str) -> Result<(String, String), Refus> {
    let mut document = parsed(text)?;
    let (list, rank) = ranked(like)?;
    let items = list_of(&mut document, list)?;
    let mut new = rebuilt(items.get(rank).ok_or(Refus::Introuvable)?);
    if let Some(code) = new.get("code").and_then(Item::as_str) {
        let has = |code: &str| {
            let mut codes = items.iter().filter_map(|t| t.get("code")?.as_str());
            codes.any(|known| known == code)
        };
        let free = free_code(code, has);
        new.insert("code", Item::Value(Value::from(free)));
    }
    new.decor_mut().set_prefix("\n");
    items.insert(rank + 1, new);
    Ok((document.to_string(), format!("{list}.{}", rank + 1)))
}

/// The same table, that stands nowhere yet: a copy would keep its place in the text.
fn rebuilt(table: &Table) -> Table {
    let mut new = Table::new();
    for (key, item) in table {
        let item = match item {
            Item::Table(inner) => Item::Table(rebuilt(inner)),
            Item::ArrayOfTables(list) => Item::ArrayOfTables(list.iter().map(rebuilt).collect()),
            other => other.clone(),
        };
        new.insert(key, item);
    }
    new
}

/// Without an element.
pub(super) fn removed(text: &str, adresse: &str) -> Result<String, Refus> {
    let mut document = parsed(text)?;
    let Ok((list, rank)) = ranked(adresse) else {
        let gone = document.remove(adresse);
        return gone.map(|_| document.to_string()).ok_or(Refus::Introuvable);
    };
    let items = list_of(&mut document, list)?;
    if rank >= items.len() {
        return Err(Refus::Introuvable);
    }
    items.remove(rank);
    if items.is_empty() {
        document.remove(list);
    }
    Ok(document.to_string())
}
