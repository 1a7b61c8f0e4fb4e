//! `stop_times.txt`: the calls of each trip, and `frequencies.txt`, which repeats trips.

use std::collections::HashMap;

use super::feed::{Call, Run, Trips};
use crate::access::table::{FileError, Limits, Row, Table};

const FILE: &str = "stop_times.txt";
const FREQUENCIES: &str = "frequencies.txt";
/// Most calls of the repeated trips of one day.
const CALLS: usize = 5_000_000;
/// Latest second of a day of service: two days, for what runs after midnight.
const LATEST: u32 = 48 * 3600;

const NEEDED: [&str; 5] = [
    "trip_id",
    "arrival_time",
    "departure_time",
    "stop_id",
    "stop_sequence",
];

/// A call as written: its order, its line, and its times when it has some.
struct Written {
    sequence: u32,
    line: u64,
    times: Option<(u32, u32)>,
    call: Call,
}

/// Reads the calls of the trips that run, one run a trip.
pub(super) fn read(
    bytes: &[u8],
    trips: &Trips,
    stops: &HashMap<String, usize>,
) -> Result<Vec<Run>, FileError> {
    let mut written: Vec<Vec<Written>> = Vec::new();
    written.resize_with(trips.running.len(), Vec::new);
    Table::open(FILE, bytes, &NEEDED, Limits::TIMETABLE)?.read(|row| {
        let (trip, call) = (row.filled("trip_id")?, call(row, stops)?);
        if !trips.known.contains(trip) {
            return Err(row.wrong("trip_id", "cette course n’est pas dans trips.txt"));
        }
        let run = trips.running.get(trip).and_then(|t| written.get_mut(*t));
        if let Some(run) = run {
            run.push(call);
        }
        Ok(())
    })?;
    written.into_iter().map(run).collect()
}

fn call(row: &Row<'_>, stops: &HashMap<String, usize>) -> Result<Written, FileError> {
    let stop = stops.get(row.filled("stop_id")?);
    let stop = *stop.ok_or_else(|| row.wrong("stop_id", "cet arrêt n’est pas dans stops.txt"))?;
    let times = times(row)?;
    let (arrival, departure) = times.unwrap_or_default();
    Ok(Written {
        sequence: row.whole("stop_sequence")?,
        line: row.line(),
        times,
        call: Call {
            stop,
            arrival,
            departure,
            boards: row.text("pickup_type") != "1",
            alights: row.text("drop_off_type") != "1",
        },
    })
}

/// Arrival and departure; one of the two is enough, and none means between its neighbours.
fn times(row: &Row<'_>) -> Result<Option<(u32, u32)>, FileError> {
    let arrival = time(row, "arrival_time")?;
    let departure = time(row, "departure_time")?;
    let (Some(first), Some(last)) = (arrival.or(departure), departure.or(arrival)) else {
        return Ok(None);
    };
    if last < first {
        return Err(row.wrong("departure_time", "le départ est avant l’arrivée"));
    }
    Ok(Some((first, last)))
}

fn time(row: &Row<'_>, column: &str) -> Result<Option<u32>, FileError> {
    let text = row.text(column);
    if text.is_empty() {
        return Ok(None);
    }
    seconds(text)
        .map(Some)
        .ok_or_else(|| row.wrong(column, "écrivez l’heure ainsi : 07:30:00 (48 h au plus)"))
}

/// Seconds of `h:mm:ss`.
fn seconds(text: &str) -> Option<u32> {
    let mut parts = text.split(':');
    let [hours, minutes, seconds] = [parts.next()?, parts.next()?, parts.next()?];
    let number = |part: &str, most: u32| {
        let is_digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse().ok().filter(|n: &u32| is_digits && *n <= most)
    };
    let total = number(hours, 48)? * 3600 + number(minutes, 59)? * 60 + number(seconds, 59)?;
    (parts.next().is_none() && total <= LATEST).then_some(total)
}

fn refused(line: u64, column: &str, reason: &str) -> FileError {
    FileError {
        file: FILE.to_owned(),
        line: Some(line),
        column: Some(column.to_owned()),
        reason: reason.to_owned(),
    }
}

/// A run in the order of its calls, which only go forward in time.
fn run(mut written: Vec<Written>) -> Result<Run, FileError> {
    written.sort_by_key(|call| call.sequence);
    for pair in written.windows(2) {
        if let [one, two] = pair
            && one.sequence == two.sequence
        {
            let reason = "ce rang est déjà pris dans cette course";
            return Err(refused(two.line, "stop_sequence", reason));
        }
    }
    fill_times(&mut written)?;
    let mut latest = 0;
    for call in &written {
        if call.call.arrival < latest {
            let reason = "cette course arrive avant d’être partie de l’arrêt précédent";
            return Err(refused(call.line, "arrival_time", reason));
        }
        latest = call.call.departure;
    }
    Ok(written.into_iter().map(|call| call.call).collect())
}

/// Gives calls without time one in proportion to their rank between two that have one.
fn fill_times(written: &mut [Written]) -> Result<(), FileError> {
    let ends = [written.first(), written.last()];
    for end in ends.into_iter().flatten() {
        if end.times.is_none() {
            let reason = "le premier et le dernier arrêt d’une course ont une heure";
            return Err(refused(end.line, "arrival_time", reason));
        }
    }
    let mut before = (0, 0);
    for index in 0..written.len() {
        if let Some((_, departure)) = written[index].times {
            before = (index, departure);
            continue;
        }
        let next = written.iter().enumerate().skip(index);
        let next = next
            .clone()
            .find_map(|(at, call)| Some((at, call.times?.0)));
        if let Some((at, arrival)) = next {
            let (rank, span) = (index - before.0, at - before.0);
            let seconds = u64::from(arrival.saturating_sub(before.1)) * rank as u64 / span as u64;
            let time = before.1 + u32::try_from(seconds).unwrap_or(0);
            written[index].call.arrival = time;
            written[index].call.departure = time;
        }
    }
    Ok(())
}

/// Replaces each trip that `frequencies.txt` names by its repetitions.
pub(super) fn repeat(
    bytes: &[u8],
    mut runs: Vec<Run>,
    trips: &Trips,
) -> Result<Vec<Run>, FileError> {
    let (mut repeated, mut models, mut calls) = (Vec::new(), HashMap::new(), 0);
    let needed = ["trip_id", "start_time", "end_time", "headway_secs"];
    Table::open(FREQUENCIES, bytes, &needed, Limits::TIMETABLE)?.read(|row| {
        let trip = row.filled("trip_id")?;
        if !trips.known.contains(trip) {
            return Err(row.wrong("trip_id", "cette course n’est pas dans trips.txt"));
        }
        let starts = starts(row)?;
        let Some(index) = trips.running.get(trip).copied() else {
            return Ok(());
        };
        let slot = runs.get_mut(index).map(std::mem::take).unwrap_or_default();
        let model = models.entry(index).or_insert(slot);
        calls += starts.len() * model.len();
        if calls > CALLS {
            return Err(row.wrong("headway_secs", "trop de courses répétées"));
        }
        repeated.extend(starts.map(|start| shifted(model, start)));
        Ok(())
    })?;
    runs.append(&mut repeated);
    Ok(runs)
}

fn starts(row: &Row<'_>) -> Result<impl ExactSizeIterator<Item = u32> + use<>, FileError> {
    let needed = |column| {
        let missing = || row.wrong(column, "cette case est vide");
        time(row, column)?.ok_or_else(missing)
    };
    let (from, to) = (needed("start_time")?, needed("end_time")?);
    let every = row.whole("headway_secs")?;
    if every < 10 {
        return Err(row.wrong("headway_secs", "l’intervalle est d’au moins 10 secondes"));
    }
    let every = usize::try_from(every).unwrap_or(usize::MAX);
    Ok((from..to).step_by(every))
}

/// The same run, beginning at another second.
fn shifted(model: &Run, start: u32) -> Run {
    let first = model.first().map_or(0, |call| call.departure);
    let moved = |time: u32| (start + time).saturating_sub(first);
    let calls = model.iter().map(|call| Call {
        arrival: moved(call.arrival),
        departure: moved(call.departure),
        ..*call
    });
    calls.collect()
}
