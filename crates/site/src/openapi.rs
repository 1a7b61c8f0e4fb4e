//! The description of the API (OpenAPI, JSON) as a page of Markdown, so that it is read, linked
//! and searched like the others.

use askama::Template;
use serde_json::Value;

use crate::Error;

/// An address that programs read.
struct Operation<'a> {
    method: String,
    path: &'a str,
    said: String,
    parameters: Vec<Line>,
    answers: Vec<Line>,
    password: bool,
}

/// A line of a table.
struct Line {
    name: String,
    kind: String,
    said: String,
    required: bool,
}

/// A shape of what is answered.
struct Shape<'a> {
    name: &'a str,
    said: String,
    fields: Vec<Line>,
}

#[derive(Template)]
#[template(path = "api.md", escape = "none")]
struct Description<'a> {
    operations: Vec<Operation<'a>>,
    shapes: Vec<Shape<'a>>,
}

/// The page of a description.
pub fn markdown(source: &str, json: &str) -> Result<String, Error> {
    let document: Value =
        serde_json::from_str(json).map_err(|e| Error::Data(source.to_owned(), e.to_string()))?;
    let operations = entries(&document["paths"]).flat_map(|(path, methods)| {
        entries(methods)
            .filter(|(_, operation)| operation.get("responses").is_some())
            .map(move |(method, operation)| read(path, method, operation))
    });
    let shapes = entries(&document["components"]["schemas"]).map(|(name, schema)| Shape {
        name,
        said: sentence(schema),
        fields: fields(schema),
    });
    let page = Description {
        operations: operations.collect(),
        shapes: shapes.collect(),
    };
    Ok(page.render()?)
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let object = value.as_object().into_iter().flatten();
    object.map(|(name, value)| (name.as_str(), value))
}

fn read<'a>(path: &'a str, method: &str, operation: &Value) -> Operation<'a> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameter = |value: &Value| Line {
        name: text(value, "name"),
        kind: kind(&value["schema"]),
        said: sentence(value),
        required: value["required"] == true,
    };
    let answer = |(status, value): (&str, &Value)| Line {
        name: status.to_owned(),
        kind: entries(&value["content"])
            .map(|(media, content)| format!("`{media}` {}", kind(&content["schema"])))
            .collect::<Vec<_>>()
            .join(", "),
        said: sentence(value),
        required: false,
    };
    Operation {
        method: method.to_uppercase(),
        path,
        said: [text(operation, "summary"), text(operation, "description")].join(" "),
        parameters: parameters.map(parameter).collect(),
        answers: entries(&operation["responses"]).map(answer).collect(),
        password: operation["security"]
            .as_array()
            .is_some_and(|s| !s.is_empty()),
    }
}

fn fields(schema: &Value) -> Vec<Line> {
    let required = schema["required"].as_array();
    let line = |(name, value): (&str, &Value)| Line {
        name: name.to_owned(),
        kind: kind(value),
        said: sentence(value),
        required: required.is_some_and(|all| all.iter().any(|one| one == name)),
    };
    entries(&schema["properties"]).map(line).collect()
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().trim().to_owned()
}

/// The description of a thing, on one line: it goes into a table. Square brackets and angles
/// are not Markdown there.
fn sentence(value: &Value) -> String {
    let said = text(value, "description");
    let line = said.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace('|', "\\|")
        .replace('[', "\\[")
        .replace('<', "\\<")
}

/// The kind of a value: a shape leads to its heading.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        return format!("[{name}](#{})", name.to_lowercase());
    }
    for either in ["oneOf", "anyOf", "allOf"] {
        if let Some(all) = schema[either].as_array() {
            return all.iter().map(kind).collect::<Vec<_>>().join(", ");
        }
    }
    match &schema["type"] {
        Value::String(t) if t == "array" => format!("`array` of {}", kind(&schema["items"])),
        Value::String(t) => format!("`{t}`"),
        Value::Array(all) => {
            let names = all
                .iter()
                .filter_map(Value::as_str)
                .map(|t| format!("`{t}`"));
            names.collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}
