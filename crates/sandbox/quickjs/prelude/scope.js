// The names in scope: `$json`, `$input`, `$('Node')` and the rest. Each asks the
// host when it is touched.

// Which item of the first input is the current one.
let current = 0;
// Where items came from, for the lineage of what a script gives back.
const origins = new WeakMap();

function item(question, name, first, port) {
  const made = {};
  lazily(made, 'json', () => json(question, name, first, (port << 1) | DATA));
  const files = json(question, name, first, (port << 1) | FILES);
  if (files !== undefined && Object.keys(files).length > 0) made.binary = files;
  return made;
}

const inputs = [];
function inputItem(index) {
  if (!(index >= 0 && index < inputCount())) return undefined;
  if (!inputs[index]) {
    inputs[index] = item(INPUT_PART, '', index, 0);
    origins.set(inputs[index], index);
  }
  return inputs[index];
}
let count;
const inputCount = () => (count ??= number(INPUT_COUNT));

function allOf(length, at) {
  const items = [];
  for (let index = 0; index < length; index++) items.push(at(index));
  return items;
}

function needExecuted(name) {
  if (text(NODE_EXISTS, name) === undefined) throw new DataError(`There is no node \`${name}\`.`);
  throw new DataError(`The node \`${name}\` has not run here.`);
}

class NodeHandle {
  #name;
  #items = new Map();
  constructor(name) {
    this.#name = name;
  }
  #count(port) {
    return number(NODE_COUNT, this.#name, port) ?? needExecuted(this.#name);
  }
  #at(port, index) {
    const key = port * 4294967296 + index;
    if (!this.#items.has(key)) this.#items.set(key, item(NODE_PART, this.#name, index, port));
    return this.#items.get(key);
  }
  #paired(index) {
    if (json(PAIRED_PART, this.#name, index, FILES) === undefined) {
      this.#count(0);
      throw new DataError(`It is not known from which item of \`${this.#name}\` this item was made.`);
    }
    return item(PAIRED_PART, this.#name, index, 0);
  }
  get isExecuted() {
    return number(NODE_COUNT, this.#name, 0) !== undefined;
  }
  get item() {
    return this.#paired(current);
  }
  get pairedItem() {
    return (index = current) => this.#paired(index);
  }
  itemMatching(index) {
    return this.#paired(index);
  }
  first(port = 0) {
    return this.#count(port) > 0 ? this.#at(port, 0) : undefined;
  }
  last(port = 0) {
    const length = this.#count(port);
    return length > 0 ? this.#at(port, length - 1) : undefined;
  }
  all(port = 0) {
    return allOf(this.#count(port), (index) => this.#at(port, index));
  }
  get params() {
    return json(PARAMETERS, this.#name) ?? {};
  }
  get parameter() {
    return this.params;
  }
  get context() {
    return {};
  }
  // `$node["Name"].json`: the paired item, or the first.
  get json() {
    return this.#either().json;
  }
  get binary() {
    return this.#either().binary ?? {};
  }
  #either() {
    if (json(PAIRED_PART, this.#name, current, FILES) !== undefined) return item(PAIRED_PART, this.#name, current, 0);
    return this.first() ?? needExecuted(this.#name);
  }
}

const handles = new Map();
function nodeNamed(name) {
  if (!handles.has(name)) {
    if (text(NODE_EXISTS, name) === undefined) throw new DataError(`There is no node \`${name}\`.`);
    handles.set(name, new NodeHandle(name));
  }
  return handles.get(name);
}

const input = {
  get item() {
    return inputItem(current);
  },
  first: () => inputItem(0),
  last: () => inputItem(inputCount() - 1),
  all: () => allOf(inputCount(), inputItem),
  get params() {
    return json(GLOBAL, '$parameter') ?? {};
  },
  get context() {
    return {};
  },
};

// `$item` is the current item, and `$item(2)` what the third one sees.
function itemAt(index) {
  return {
    get $json() {
      return inputItem(index)?.json;
    },
    get $binary() {
      return inputItem(index)?.binary ?? {};
    },
    $node: new Proxy({}, {
      get: (_, name) => ({
        get json() {
          return nodeNamed(name).itemMatching(index).json;
        },
        get binary() {
          return nodeNamed(name).itemMatching(index).binary ?? {};
        },
      }),
    }),
  };
}
Object.defineProperties(itemAt, {
  json: { get: () => inputItem(current)?.json },
  binary: { get: () => inputItem(current)?.binary ?? {} },
  toJSON: { value: () => inputItem(current) },
});

const isEmpty = (value) =>
  value === undefined || value === null || value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (Object.getPrototypeOf(Object(value)) === Object.prototype && Object.keys(value).length === 0);

const numbersOf = (values) => values.flat().map(Number);

hidden(globalThis, {
  get $json() {
    return inputItem(current)?.json;
  },
  get $data() {
    return inputItem(current)?.json;
  },
  get $binary() {
    return inputItem(current)?.binary ?? {};
  },
  get $itemIndex() {
    return current;
  },
  get $position() {
    return current;
  },
  get items() {
    return input.all();
  },
  get item() {
    return inputItem(current);
  },
  $input: input,
  $item: itemAt,
  $items: (name, port = 0) => (name === undefined ? input.all() : nodeNamed(name).all(port)),
  $: nodeNamed,
  $node: new Proxy({}, { get: (_, name) => (typeof name === 'string' ? nodeNamed(name) : undefined) }),
  $if: (condition, yes, no = false) => (condition ? yes : no),
  // Only an agent knows; here the default counts.
  $fromAI: (name, description, type, otherwise) => otherwise,
  $ifEmpty: (value, other) => (isEmpty(value) ? other : value),
  $ifNull: (value, other) => value ?? other,
  $min: (...values) => Math.min(...numbersOf(values)),
  $max: (...values) => Math.max(...numbersOf(values)),
  $not: (value) => !value,
});

// What the world knows by name.
for (const name of [
  '$run', '$execution', '$flow', '$workflow', '$vars', '$env', '$prevNode', '$parameter', '$contact',
  '$secrets', '$mode', '$nodeVersion', '$nodeId', '$webhookId', '$resumeWebhookUrl', '$executionId',
]) {
  lazily(globalThis, name, () => json(GLOBAL, name), false);
}
lazily(globalThis, '$runIndex', () => json(GLOBAL, '$runIndex') ?? 0, false);
