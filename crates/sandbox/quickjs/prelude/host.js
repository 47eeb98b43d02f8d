// What the host is asked, and how. Everything in this folder is one function
// body; `host` is its argument and nothing a script can name.

// The questions; `answer.rs` numbers them alike.
const SOURCE = 0, INDEX = 1, INPUT_COUNT = 2, INPUT_PART = 3, NODE_EXISTS = 4, NODE_COUNT = 5, NODE_PART = 6;
const PAIRED_PART = 7, GLOBAL = 8, ZONE = 9, OFFSET = 10, PACKAGE = 11, PARAMETERS = 12, NATIVE = 13;
const DIGEST = 14, ADDRESS = 15, KEEP = 16;
// The parts of an item.
const DATA = 0, FILES = 1;

// Kept from before any script could change them.
const { stringify, parse } = JSON;
const { defineProperty } = Object;

const text = (question, name = '', first = 0, second = 0) => host.ask(question, name, first, second);
const json = (question, name = '', first = 0, second = 0) => host.read(question, name, first, second);
const number = (question, name = '', first = 0) => {
  const answer = host.ask(question, name, first, 0);
  return answer === undefined ? undefined : +answer;
};

// A property that is made when it is first read, and can be set.
function lazily(object, name, make, enumerable = true) {
  const settle = (value) => {
    defineProperty(object, name, { value, enumerable, configurable: true, writable: true });
    return value;
  };
  defineProperty(object, name, { enumerable, configurable: true, get: () => settle(make()), set: settle });
}

function hidden(object, members) {
  for (const name of Reflect.ownKeys(members)) {
    const member = Object.getOwnPropertyDescriptor(members, name);
    defineProperty(object, name, { ...member, enumerable: false, configurable: true });
  }
}

Math.random = function random() {
  return ((host.chance() >>> 5) * 67108864 + (host.chance() >>> 6)) / 9007199254740992;
};
