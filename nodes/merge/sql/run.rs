//! Works a query out.

use super::compare::{is_equal, is_like, truthy};
use super::query::{Column, Expr, Join, JoinKind, On, Operator, Query, Rows, Source};
use super::{Fault, function, gather};
use node_sdk::flow::Items;
use node_sdk::values::{as_number, is_less, number, text_of};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

/// How many rows there may be at once, and how many may be looked at.
const ROWS_MOST: usize = 1_000_000;
const LOOKS_MOST: usize = 20_000_000;

type Fields = Map<String, Value>;

/// The rows of one table.
struct Table<'a> {
    alias: String,
    rows: Vec<Cow<'a, Fields>>,
}

/// A row of joined tables: the place in each, None where it has no partner.
type Joined = Vec<Option<usize>>;

/// What an expression sees.
pub(super) struct Sight<'a> {
    run: &'a Run<'a>,
    tables: &'a [Table<'a>],
    row: &'a [Option<usize>],
    /// The rows of the group, where it looks at all of them.
    pub group: Option<&'a [Joined]>,
}

struct Run<'a> {
    inputs: &'a [Items],
    looks_left: Cell<usize>,
}

/// The rows of a query.
pub(super) fn rows(query: &Query, inputs: &[Items]) -> Result<Vec<Fields>, Fault> {
    Run { inputs, looks_left: Cell::new(LOOKS_MOST) }.query(query)
}

impl Run<'_> {
    fn look(&self) -> Result<(), Fault> {
        let left = self.looks_left.get().checked_sub(1);
        self.looks_left.set(left.ok_or_else(|| Fault::new("The query looks at too many rows."))?);
        Ok(())
    }

    fn query(&self, query: &Query) -> Result<Vec<Fields>, Fault> {
        let (tables, joined) = self.joined(query)?;
        let mut kept: Vec<Joined> = Vec::new();
        for row in joined {
            let sight = Sight { run: self, tables: &tables, row: &row, group: None };
            if query.condition.as_ref().map_or(Ok(true), |condition| sight.holds(condition))? {
                kept.push(row);
            }
        }
        let is_grouped = !query.group_by.is_empty() || query.columns.iter().any(gathers);
        let groups = if is_grouped {
            self.grouped(query, &tables, kept)?
        } else {
            kept.into_iter().map(|row| vec![row]).collect()
        };
        let mut made: Vec<(Fields, Vec<Option<Value>>)> = Vec::new();
        for group in &groups {
            let empty = vec![None; tables.len()];
            let row = group.first().unwrap_or(&empty);
            let sight = Sight { run: self, tables: &tables, row, group: is_grouped.then_some(group) };
            if !query.having.as_ref().map_or(Ok(true), |having| sight.holds(having))? {
                continue;
            }
            let fields = sight.columns(&query.columns)?;
            let order = match query.union {
                Some(_) => Vec::new(),
                None => sight.order(&query.order_by, &fields)?,
            };
            made.push((fields, order));
        }
        self.finished(query, made)
    }

    /// What follows the columns: further queries, order, and how many.
    fn finished(&self, query: &Query, mut made: Vec<(Fields, Vec<Option<Value>>)>) -> Result<Vec<Fields>, Fault> {
        let mut is_distinct = query.distinct;
        if let Some((other, keeps_all)) = &query.union {
            is_distinct |= !keeps_all;
            made.extend(self.query(other)?.into_iter().map(|fields| (fields, Vec::new())));
            for (fields, order) in &mut made {
                let sight = Sight { run: self, tables: &[], row: &[], group: None };
                *order = sight.order(&query.order_by, fields)?;
            }
        }
        if is_distinct {
            let mut seen = HashSet::new();
            made.retain(|(fields, _)| seen.insert(Value::Object(fields.clone()).to_string()));
        }
        if !query.order_by.is_empty() {
            made = node_sdk::values::sort_by(made, |(_, one), (_, other)| by_order(&query.order_by, one, other));
        }
        let rows = made.into_iter().map(|(fields, _)| fields).skip(query.offset);
        Ok(rows.take(query.limit.unwrap_or(usize::MAX)).collect())
    }

    fn grouped(&self, query: &Query, tables: &[Table<'_>], rows: Vec<Joined>) -> Result<Vec<Vec<Joined>>, Fault> {
        if query.group_by.is_empty() {
            return Ok(vec![rows]);
        }
        let mut groups: Vec<Vec<Joined>> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        for row in rows {
            let sight = Sight { run: self, tables, row: &row, group: None };
            let mut key = String::new();
            for value in &query.group_by {
                let value = sight.named(value, &query.columns)?;
                key += &value.map_or_else(|| "-".to_owned(), |value| value.to_string());
                key.push('\n');
            }
            let place = *known.entry(key).or_insert(groups.len());
            if place == groups.len() {
                groups.push(Vec::new());
            }
            groups[place].push(row);
        }
        Ok(groups)
    }

    fn joined<'b>(&'b self, query: &Query) -> Result<(Vec<Table<'b>>, Vec<Joined>), Fault> {
        let Some(from) = &query.from else { return Ok((Vec::new(), vec![Vec::new()])) };
        let mut tables = vec![self.table(from)?];
        let mut rows: Vec<Joined> = (0..tables[0].rows.len()).map(|place| vec![Some(place)]).collect();
        for join in &query.joins {
            tables.push(self.table(&join.source)?);
            rows = self.join(join, &tables, rows)?;
        }
        Ok((tables, rows))
    }

    fn table<'b>(&'b self, source: &Source) -> Result<Table<'b>, Fault> {
        let rows = match &source.rows {
            Rows::Query(query) => self.query(query)?.into_iter().map(Cow::Owned).collect(),
            Rows::Table(name) => {
                let number =
                    name.to_ascii_lowercase().strip_prefix("input").and_then(|rest| rest.parse::<usize>().ok());
                let items = number.and_then(|number| self.inputs.get(number.checked_sub(1)?));
                let items = items.ok_or_else(|| Fault::new(format!("There is no table `{name}`.")))?;
                let fields =
                    |item: &node_sdk::flow::Item| Cow::Owned(item.json.as_object().cloned().unwrap_or_default());
                items.iter().map(fields).collect()
            }
        };
        Ok(Table { alias: source.alias.clone(), rows })
    }

    fn join(&self, join: &Join, tables: &[Table<'_>], rows: Vec<Joined>) -> Result<Vec<Joined>, Fault> {
        let Some((table, before)) = tables.split_last() else { return Ok(rows) };
        let mut joined: Vec<Joined> = Vec::new();
        let mut paired = vec![false; table.rows.len()];
        for row in rows {
            let mut has_partner = false;
            for (place, is_paired) in paired.iter_mut().enumerate() {
                self.look()?;
                let mut candidate = row.clone();
                candidate.push(Some(place));
                let sight = Sight { run: self, tables, row: &candidate, group: None };
                if sight.fits(&join.on, before.len())? {
                    (has_partner, *is_paired) = (true, true);
                    joined.push(candidate);
                }
                if joined.len() > ROWS_MOST {
                    return Err(Fault::new("The query gives more than 1,000,000 rows."));
                }
            }
            if !has_partner && matches!(join.kind, JoinKind::Left | JoinKind::Outer) {
                joined.push(row.into_iter().chain([None]).collect());
            }
        }
        if matches!(join.kind, JoinKind::Right | JoinKind::Outer) {
            let alone = (0..paired.len()).filter(|place| !paired[*place]);
            joined.extend(alone.map(|place| std::iter::repeat_n(None, before.len()).chain([Some(place)]).collect()));
        }
        Ok(joined)
    }
}

fn gathers(column: &Column) -> bool {
    matches!(column, Column::One { value, .. } if value.gathers())
}

fn by_order(order_by: &[(Expr, bool)], one: &[Option<Value>], other: &[Option<Value>]) -> Ordering {
    for ((left, right), (_, is_falling)) in one.iter().zip(other).zip(order_by) {
        let order = compared(left.as_ref(), right.as_ref());
        if order.is_ne() {
            return if *is_falling { order.reverse() } else { order };
        }
    }
    Ordering::Equal
}

fn compared(left: Option<&Value>, right: Option<&Value>) -> Ordering {
    if is_less(left, right) {
        Ordering::Less
    } else if is_less(right, left) {
        Ordering::Greater
    } else {
        Ordering::Equal
    }
}

impl Sight<'_> {
    /// The same for another row.
    pub fn at<'b>(&'b self, row: &'b [Option<usize>]) -> Sight<'b> {
        Sight { run: self.run, tables: self.tables, row, group: None }
    }

    fn fields(&self, table: usize) -> Option<&Fields> {
        let place = (*self.row.get(table)?)?;
        self.tables[table].rows.get(place).map(|fields| &**fields)
    }

    fn columns(&self, columns: &[Column]) -> Result<Fields, Fault> {
        let mut made = Fields::new();
        for column in columns {
            match column {
                Column::All(alias) => {
                    let is_meant = |table: &usize| {
                        alias.as_ref().is_none_or(|alias| self.tables[*table].alias.eq_ignore_ascii_case(alias))
                    };
                    for fields in (0..self.tables.len()).filter(is_meant).filter_map(|table| self.fields(table)) {
                        made.extend(fields.clone());
                    }
                }
                Column::One { value, name } => {
                    made.extend(self.value(value)?.map(|value| (name.clone(), value)));
                }
            }
        }
        Ok(made)
    }

    fn order(&self, order_by: &[(Expr, bool)], made: &Fields) -> Result<Vec<Option<Value>>, Fault> {
        let value = |(value, _): &(Expr, bool)| match value {
            Expr::Column(None, name) if made.contains_key(name) => Ok(made.get(name).cloned()),
            value => self.value(value),
        };
        order_by.iter().map(value).collect()
    }

    /// The value of an expression that may be the name of a column of the result.
    fn named(&self, value: &Expr, columns: &[Column]) -> Result<Option<Value>, Fault> {
        let is_named = |column: &&Column| match (column, value) {
            (Column::One { name, .. }, Expr::Column(None, wanted)) => name == wanted,
            _ => false,
        };
        match (self.value(value)?, columns.iter().find(is_named)) {
            (None, Some(Column::One { value, .. })) if !value.gathers() => self.value(value),
            (found, _) => Ok(found),
        }
    }

    fn holds(&self, condition: &Expr) -> Result<bool, Fault> {
        self.run.look()?;
        Ok(truthy(self.value(condition)?.as_ref()))
    }

    fn fits(&self, on: &On, table: usize) -> Result<bool, Fault> {
        match on {
            On::Everything => Ok(true),
            On::Condition(condition) => Ok(truthy(self.value(condition)?.as_ref())),
            On::Using(names) => Ok(names.iter().all(|name| {
                let right = self.fields(table).and_then(|fields| fields.get(name));
                let left = (0..table).find_map(|table| self.fields(table)?.get(name));
                left.is_some() && is_equal(left, right)
            })),
        }
    }

    /// The value of an expression; None is undefined.
    pub fn value(&self, expr: &Expr) -> Result<Option<Value>, Fault> {
        Ok(match expr {
            Expr::Value(value) => Some(value.clone()),
            Expr::Column(table, name) => self.column(table.as_deref(), name),
            Expr::Field(object, field) => match (self.value(object)?, self.value(field)?) {
                (Some(Value::Object(fields)), Some(name)) => fields.get(&*text_of(&name)).cloned(),
                (Some(Value::Array(entries)), Some(place)) => {
                    place.as_f64().and_then(|place| entries.get(place as usize)).cloned()
                }
                _ => None,
            },
            Expr::Not(inner) => Some((!truthy(self.value(inner)?.as_ref())).into()),
            Expr::Negative(inner) => Some(number(-as_number(self.value(inner)?.as_ref()))),
            Expr::Binary(operator, left, right) => self.binary(*operator, left, right)?,
            Expr::Between(parts) => {
                let [value, least, most] = &**parts;
                let (value, least, most) = (self.value(value)?, self.value(least)?, self.value(most)?);
                let is_below = |one: &Option<Value>, other: &Option<Value>| is_less(one.as_ref(), other.as_ref());
                Some((value.is_some() && !is_below(&value, &least) && !is_below(&most, &value)).into())
            }
            Expr::In(value, list) => {
                let value = self.value(value)?;
                let mut is_in = false;
                for entry in list {
                    is_in |= is_equal(value.as_ref(), self.value(entry)?.as_ref());
                }
                Some(is_in.into())
            }
            Expr::InQuery(value, query) => {
                let (value, rows) = (self.value(value)?, self.run.query(query)?);
                Some(rows.iter().any(|row| is_equal(value.as_ref(), row.values().next())).into())
            }
            Expr::IsNull(inner) => Some(self.value(inner)?.is_none_or(|value| value.is_null()).into()),
            Expr::Case(pairs, otherwise) => {
                for (condition, value) in pairs {
                    if truthy(self.value(condition)?.as_ref()) {
                        return self.value(value);
                    }
                }
                return otherwise.as_ref().map_or(Ok(None), |otherwise| self.value(otherwise));
            }
            Expr::CountAll => Some(self.group.map_or(1, <[Joined]>::len).into()),
            Expr::Call { name, arguments, distinct } if gather::is_gathering(name) => {
                gather::gathered(self, name, arguments, *distinct)?
            }
            Expr::Call { name, arguments, .. } => {
                let values = arguments.iter().map(|argument| self.value(argument)).collect::<Result<Vec<_>, _>>()?;
                function::call(name, values)?
            }
            Expr::Query(query) => {
                let rows = self.run.query(query)?;
                rows.into_iter().next().and_then(|row| row.into_iter().next()).map(|(_, value)| value)
            }
        })
    }

    fn column(&self, table: Option<&str>, name: &str) -> Option<Value> {
        let is_meant = |place: &usize| table.is_none_or(|table| self.tables[*place].alias.eq_ignore_ascii_case(table));
        (0..self.tables.len()).filter(is_meant).find_map(|place| self.fields(place)?.get(name)).cloned()
    }

    fn binary(&self, operator: Operator, left: &Expr, right: &Expr) -> Result<Option<Value>, Fault> {
        let left = self.value(left)?;
        match operator {
            Operator::And if !truthy(left.as_ref()) => return Ok(Some(false.into())),
            Operator::Or if truthy(left.as_ref()) => return Ok(Some(true.into())),
            _ => {}
        }
        let right = self.value(right)?;
        let (one, other) = (left.as_ref(), right.as_ref());
        let is_there = one.is_some_and(|value| !value.is_null()) && other.is_some_and(|value| !value.is_null());
        let worked_out = |work: fn(f64, f64) -> f64| is_there.then(|| number(work(as_number(one), as_number(other))));
        let text =
            |value: Option<&Value>| value.filter(|value| !value.is_null()).map(|value| text_of(value).into_owned());
        let joined = || Value::from(text(one).unwrap_or_default() + &text(other).unwrap_or_default());
        Ok(match operator {
            Operator::And | Operator::Or => Some(truthy(other).into()),
            Operator::Equal => Some(is_equal(one, other).into()),
            Operator::NotEqual => Some((!is_equal(one, other)).into()),
            Operator::Less => Some((is_there && is_less(one, other)).into()),
            Operator::Greater => Some((is_there && is_less(other, one)).into()),
            Operator::LessOrEqual => Some((is_there && (is_less(one, other) || is_equal(one, other))).into()),
            Operator::GreaterOrEqual => Some((is_there && (is_less(other, one) || is_equal(one, other))).into()),
            Operator::Like => {
                Some((is_there && is_like(&text(one).unwrap_or_default(), &text(other).unwrap_or_default())).into())
            }
            Operator::Join => Some(joined()),
            Operator::Add if one.is_some_and(Value::is_string) || other.is_some_and(Value::is_string) => Some(joined()),
            Operator::Add => worked_out(|one, other| one + other),
            Operator::Subtract => worked_out(|one, other| one - other),
            Operator::Multiply => worked_out(|one, other| one * other),
            Operator::Divide => worked_out(|one, other| one / other),
            Operator::Remainder => worked_out(|one, other| one % other),
        })
    }
}
