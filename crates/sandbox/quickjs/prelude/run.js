// Performs what the host asks for: an expression, a script, a script an item.

let isGiven = false;

function giveValue(value) {
  if (isGiven) return;
  const answer = asJson(value);
  keepStatics();
  isGiven = true;
  host.give(0, answer);
}

function giveError(error) {
  if (isGiven) return;
  isGiven = true;
  host.give(1, stringify(described(error)));
}

function asJson(value) {
  try {
    // What can only be gone through is given as a list.
    return stringify(value instanceof Iterator ? [...value] : value) ?? 'null';
  } catch (error) {
    if (!(error instanceof TypeError) || !String(error.message).includes('BigInt')) throw error;
    return stringify(value, (_, inner) => (typeof inner === 'bigint' ? bigAsJson(inner) : inner)) ?? 'null';
  }
}

const bigAsJson = (big) => (Number.isSafeInteger(Number(big)) ? Number(big) : String(big));

// The innermost place in the script; the wrapper is one line.
function placeOf(error, lines) {
  const found = /\b(?:script|expression):(\d+):(\d+)/.exec(String(error?.stack ?? ''));
  return found ? { line: found[1] - lines, column: +found[2] } : {};
}

let wrapperLines = 0;
function described(error) {
  if (error === null || typeof error !== 'object') return { name: 'Error', message: String(error) };
  return {
    name: String(error.name ?? 'Error'),
    message: String(error.message ?? asJson(error)),
    ...placeOf(error, wrapperLines),
    item: currentFailed,
  };
}
let currentFailed;

function expression(source) {
  try {
    return host.compile(`(${source}\n)`, 'expression');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // Statements: the value of the last one counts.
    try {
      return host.compile(source, 'expression');
    } catch {
      throw error;
    }
  }
}

function compiled(source) {
  wrapperLines = 1;
  return host.compile(`(async function () {\n${source}\n})`, 'script');
}

async function eachItem(source) {
  const call = compiled(source);
  const results = [];
  for (let index = 0; index < inputCount(); index++) {
    current = index;
    try {
      results.push(withOrigin(await call.call({})));
    } catch (error) {
      currentFailed = index;
      throw error;
    }
  }
  return results;
}

// Items that are passed on say which they were.
function withOrigin(result) {
  if (Array.isArray(result)) return result.map(withOrigin);
  const origin = typeof result === 'object' && result !== null ? origins.get(result) : undefined;
  return origin === undefined || 'pairedItem' in result ? result : { ...result, pairedItem: origin };
}

function perform(form) {
  const source = text(SOURCE);
  current = number(INDEX);
  // The zone of the flow stands for that of the system; UTC is a zone of its own in Luxon.
  if (zoneName(flowZone()) === 'UTC') luxon.Settings.defaultZone = 'utc';
  try {
    if (form === 0) return giveValue(expression(source));
    const running = form === 1 ? compiled(source).call({}).then(withOrigin) : eachItem(source);
    running.then(giveValue).catch(giveError);
  } catch (error) {
    giveError(error);
  }
}

// Called when no promise has anything left to do: the next timer, if any.
function idle() {
  if (isGiven || timers.length === 0) return false;
  try {
    nextTimer().call();
  } catch (error) {
    giveError(error);
  }
  return true;
}

return { perform, idle, extension };
