// What the native evaluator does for a script: helper methods, and how numbers and
// dates are written in other languages. One implementation gives one answer.

class DataError extends Error {
  get name() {
    return 'DataError';
  }
}

// Evaluates an expression of ours natively; `$json` in it is `data`.
function native(source, data, name) {
  const answer = json(NATIVE, stringify({ source, data }));
  if (answer !== undefined && !('error' in answer)) return answer.value;
  if (answer?.fault === 'unknown') throw new TypeError(name === undefined ? answer.error : `${name} is not a function`);
  throw new (answer?.fault === 'value' ? TypeError : DataError)(answer?.error ?? 'The call cannot be made.');
}
