// Helper methods, by the type of what they are called on. The engine asks here
// where it is about to call a method that is not there.

const helpers = { string: {}, number: {}, boolean: {}, list: {}, object: {}, nothing: {} };

function kindOf(value) {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'list';
  return typeof value;
}

function extension(receiver, name) {
  const table = helpers[kindOf(receiver)];
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}
