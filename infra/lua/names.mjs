import luaparse from "luaparse";

/** What Redis gives to a script, and what the store puts before it (packages/store/src/define-store-script.ts). */
const GIVEN = new Set(
  "KEYS ARGV PLACES key_of redis cjson bit string table math tonumber tostring type ipairs pairs unpack".split(" "),
);

/**
 * Looks through the names of a whole script: those that nobody declared, those that hide another, and which are never
 * read.
 */
export function readNames(text) {
  const unknown = [];
  const hiding = [];
  const declared = [];
  const scopes = [new Map()];

  function declare(identifier) {
    const before = find(identifier.name);
    if (before !== undefined && !identifier.name.startsWith("_"))
      hiding.push({ name: identifier.name, line: lineOf(identifier), of: lineOf(before.identifier) });
    const local = { identifier, isRead: false };
    declared.push(local);
    scopes.at(-1).set(identifier.name, local);
  }
  function find(name) {
    for (const scope of scopes.toReversed()) if (scope.has(name)) return scope.get(name);
    return undefined;
  }
  function read(identifier) {
    const local = find(identifier.name);
    if (local !== undefined) local.isRead = true;
    else if (!GIVEN.has(identifier.name)) unknown.push({ name: identifier.name, line: lineOf(identifier) });
  }
  function block(statements, identifiers = []) {
    scopes.push(new Map());
    identifiers.forEach(declare);
    statements.forEach(visit);
    scopes.pop();
  }
  function visit(node) {
    if (node === null || typeof node !== "object") return;
    if (Array.isArray(node)) return node.forEach(visit);
    switch (node.type) {
      case "Chunk":
        return block(node.body);
      case "LocalStatement":
        node.init.forEach(visit);
        return node.variables.forEach(declare);
      case "FunctionDeclaration":
        if (node.identifier !== null && node.isLocal) declare(node.identifier);
        else visit(node.identifier);
        return block(
          node.body,
          node.parameters.filter(({ type }) => type === "Identifier"),
        );
      case "ForNumericStatement":
        [node.start, node.end, node.step].forEach(visit);
        return block(node.body, [node.variable]);
      case "ForGenericStatement":
        node.iterators.forEach(visit);
        return block(node.body, node.variables);
      case "RepeatStatement":
      case "WhileStatement":
        visit(node.condition);
        return block(node.body);
      case "DoStatement":
        return block(node.body);
      case "IfClause":
      case "ElseifClause":
        visit(node.condition);
        return block(node.body);
      case "ElseClause":
        return block(node.body);
      case "AssignmentStatement":
        node.init.forEach(visit);
        // To write a name is not to read it.
        return node.variables.forEach((variable) =>
          variable.type === "Identifier" && find(variable.name) ? undefined : visit(variable),
        );
      case "MemberExpression":
        return visit(node.base);
      case "TableKeyString":
        return visit(node.value);
      case "Identifier":
        return read(node);
      default:
        return Object.entries(node).forEach(([field, value]) => (field === "loc" ? undefined : visit(value)));
    }
  }
  visit(luaparse.parse(text, { luaVersion: "5.1", locations: true }));
  return {
    unknown,
    hiding,
    unread: declared
      .filter(({ identifier, isRead }) => !isRead && !identifier.name.startsWith("_"))
      .map(({ identifier }) => ({ name: identifier.name, line: lineOf(identifier) })),
  };
}

function lineOf({ loc }) {
  return loc.start.line;
}

/**
 * Lines of calls whose key is put together where it is used: keys come in KEYS, or from the page of key names
 * (`key_of`).
 */
export function readMadeKeys(text) {
  const lines = [];
  luaparse.parse(text, {
    luaVersion: "5.1",
    locations: true,
    onCreateNode(node) {
      if (node.type !== "CallExpression" || node.base.type !== "MemberExpression" || node.base.base.name !== "redis")
        return;
      const key = node.arguments[1];
      if (key?.type === "BinaryExpression" || key?.type === "StringLiteral") lines.push(node.loc.start.line);
    },
  });
  return lines;
}
