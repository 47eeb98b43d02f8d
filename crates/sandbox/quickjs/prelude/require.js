// `require` of packages that only compute. Each is loaded when it is first asked for.

const builtIn = {
  luxon: () => luxon,
  crypto: () => cryptoModule,
  buffer: () => ({ Buffer }),
  url: () => ({ URL, URLSearchParams }),
  uuid: () => ({ v4: randomUUID, NIL: '00000000-0000-0000-0000-000000000000', validate: isUuid, version: (uuid) => Number.parseInt(uuid[14], 16) }),
  util: () => ({ inspect: (value) => shown(value, 1), isDeepStrictEqual: (left, right) => stringify(left) === stringify(right), types: {}, TextEncoder, TextDecoder }),
};
const isUuid = (value) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
const loaded = new Map();

function require(wanted) {
  const name = String(wanted).replace(/^node:/, '');
  if (loaded.has(name)) return loaded.get(name).exports;
  const module = { exports: {} };
  if (Object.hasOwn(builtIn, name)) module.exports = builtIn[name]();
  else {
    const source = text(PACKAGE, name);
    if (source === undefined) throw new Error(`Cannot find module '${name}'. A script may use: ajv, crypto, jsonata, lodash, luxon, moment, uuid.`);
    loaded.set(name, module);
    host.compile(`(function (module, exports, require) {${source}\n})`, name).call(module.exports, module, module.exports, require);
  }
  loaded.set(name, module);
  return module.exports;
}

// Static data as it was kept, and as it is when it is handed back at the end.
const statics = new Map();
function staticData(kind) {
  if (kind !== 'global' && kind !== 'node') throw new DataError('Static data is that of `global` or of `node`.');
  if (!statics.has(kind)) {
    const data = json(GLOBAL, `$static.${kind}`) ?? {};
    statics.set(kind, { data, before: stringify(data) });
  }
  return statics.get(kind).data;
}

// Hands back what was changed; the host refuses what is too much.
function keepStatics() {
  for (const [kind, { data, before }] of statics) {
    const after = stringify(data);
    if (after === before) continue;
    const refusal = text(KEEP, `$static.${kind} ${after}`);
    if (refusal) throw new DataError(refusal);
    statics.get(kind).before = after;
  }
}

hidden(globalThis, {
  require,
  $getWorkflowStaticData: (kind = 'global') => staticData(kind),
  getWorkflowStaticData: (kind) => globalThis.$getWorkflowStaticData(kind),
  $jmespath: (data, query) => native('$jmespath($json.data, $json.query)', { data, query }),
  $jsonpath: (data, query) => native('$jsonpath($json.data, $json.query)', { data, query }),
});
