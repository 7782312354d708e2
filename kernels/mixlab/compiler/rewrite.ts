import type * as ts from "typescript";
import type { CellImport } from "./compiler.ts";
import { Pieces } from "./pieces.ts";
import { placesOf } from "./places.ts";
import { type Survey, survey, type Typescript } from "./survey.ts";

/** A cell rewritten so that its declarations outlive it; still TypeScript where it was. */
export interface Rewritten {
  readonly pieces: Pieces;
  readonly imports: readonly CellImport[];
  readonly names: readonly string[];
  readonly survey: Survey;
}

interface Rewriter {
  readonly ts: Typescript;
  readonly file: ts.SourceFile;
  readonly pieces: Pieces;
  readonly imports: CellImport[];
  readonly names: Set<string>;
  readonly isWrapped: boolean;
}

/**
 * Rewrites a parsed cell. Top-level declarations become assignments to properties of the global object, so that later
 * cells may declare them again and functions of earlier cells see it. Where the cell awaits, the rest is wrapped in an
 * async function; function declarations stay outside, where they need no wrapping.
 */
export function rewriteCell(typescript: Typescript, file: ts.SourceFile): Rewritten {
  const pieces = new Pieces(file.text);
  const found = survey(typescript, file, pieces);
  const isWrapped = found.hasAwait || found.hasUsing;
  const work: Rewriter = { ts: typescript, file, pieces, imports: [], names: new Set(), isWrapped };
  const body = file.statements.filter((statement) => !isErased(typescript, statement));
  const last = body.at(-1);
  for (const statement of body) collectNames(work, statement);
  pieces.add('"use strict";');
  if (work.names.size > 0) pieces.add(`var ${[...work.names].join(", ")};`);
  const isMoved = (statement: ts.Statement): boolean =>
    isWrapped && typescript.isFunctionDeclaration(statement);
  for (const statement of body.filter(isMoved)) {
    copyStatement(work, statement, false);
    pieces.add(";");
  }
  if (isWrapped) pieces.add(`(${found.hasAwait ? "async " : ""}() => {`);
  for (const statement of file.statements) {
    pieces.copy(statement.getFullStart(), statement.getStart(file));
    if (!isMoved(statement)) copyStatement(work, statement, statement === last);
  }
  pieces.copy(file.statements.at(-1)?.end ?? 0, file.text.length);
  if (isWrapped) pieces.add("\n})();");
  else if (!last || !isValue(work, last)) pieces.add("\n;void 0;");
  return { pieces, imports: work.imports, names: [...work.names], survey: found };
}

function isErased(ts: Typescript, statement: ts.Statement): boolean {
  return (
    ts.isEmptyStatement(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    (ts.canHaveModifiers(statement) &&
      (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false))
  );
}

function collectNames({ ts, names, isWrapped }: Rewriter, statement: ts.Statement): void {
  const add = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) names.add(name.text);
    else for (const element of name.elements) if (!ts.isOmittedExpression(element)) add(element.name);
  };
  if (ts.isVariableStatement(statement)) {
    if (!isUsing(ts, statement)) for (const { name } of statement.declarationList.declarations) add(name);
  } else if (ts.isClassDeclaration(statement) && statement.name) add(statement.name);
  else if (ts.isImportEqualsDeclaration(statement) && !statement.isTypeOnly) add(statement.name);
  else if (
    (ts.isEnumDeclaration(statement) || ts.isModuleDeclaration(statement)) &&
    ts.isIdentifier(statement.name)
  ) {
    if (!isWrapped) names.add(statement.name.text);
  } else if (ts.isExpressionStatement(statement)) {
    let { expression } = statement;
    while (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      if (ts.isIdentifier(expression.left)) names.add(expression.left.text);
      expression = expression.right;
    }
  }
}

function isUsing(ts: Typescript, statement: ts.VariableStatement): boolean {
  return (statement.declarationList.flags & ts.NodeFlags.Using) === ts.NodeFlags.Using;
}

function copyStatement(work: Rewriter, statement: ts.Statement, isLast: boolean): void {
  const { ts, file, pieces, isWrapped } = work;
  const start = statement.getStart(file);
  if (ts.isImportDeclaration(statement)) {
    addImport(work, statement);
    pieces.add(";");
  } else if (ts.isExportDeclaration(statement) || isErased(ts, statement)) pieces.add(";");
  else if (ts.isImportEqualsDeclaration(statement)) copyImportEquals(work, statement);
  else if (ts.isVariableStatement(statement)) {
    if (isUsing(ts, statement)) pieces.copy(start, statement.end);
    else copyVariables(work, statement);
  } else if (ts.isClassDeclaration(statement)) copyClass(work, statement);
  else if (ts.isFunctionDeclaration(statement)) copyFunction(work, statement);
  else if (ts.isExportAssignment(statement)) copyValue(work, statement.expression, isLast);
  else if (ts.isExpressionStatement(statement) && isLast && isWrapped)
    copyValue(work, statement.expression, true);
  else if (ts.isEnumDeclaration(statement) || ts.isModuleDeclaration(statement))
    copyNamespace(work, statement);
  else if (ts.isBlock(statement) && isLast && isObjectLiteral(work, statement)) {
    pieces.add(isWrapped ? "return (" : ";(");
    pieces.copy(start, statement.end);
    pieces.add(");");
  } else pieces.copy(start, statement.end);
}

/** Tells whether the value of a cell's last statement is the cell's value. */
function isValue(work: Rewriter, statement: ts.Statement): boolean {
  const { ts } = work;
  if (ts.isBlock(statement)) return isObjectLiteral(work, statement);
  return ts.isExpressionStatement(statement) || ts.isExportAssignment(statement);
}

function copyValue({ file, pieces, isWrapped }: Rewriter, expression: ts.Expression, isLast: boolean): void {
  pieces.add(isLast && isWrapped ? "return (" : ";(");
  pieces.copy(expression.getStart(file), expression.end);
  pieces.add(");");
}

function isObjectLiteral({ ts, file }: Rewriter, block: ts.Block): boolean {
  if (block.statements.length === 0) return false;
  const text = `(${block.getText(file)})`;
  const parsed = ts.createSourceFile("value.ts", text, ts.ScriptTarget.ESNext);
  return (parsed as { parseDiagnostics?: readonly unknown[] }).parseDiagnostics?.length === 0;
}

function copyVariables({ file, pieces }: Rewriter, statement: ts.VariableStatement): void {
  pieces.add(";(");
  for (const [index, { name, initializer }] of statement.declarationList.declarations.entries()) {
    if (index > 0) pieces.add(", ");
    pieces.copy(name.getStart(file), name.end);
    pieces.add(" = ");
    if (initializer) pieces.copy(initializer.getStart(file), initializer.end);
    else pieces.add("void 0");
  }
  pieces.add(");");
}

function copyClass({ ts, file, pieces }: Rewriter, statement: ts.ClassDeclaration): void {
  const dropped = [ts.SyntaxKind.ExportKeyword, ts.SyntaxKind.DefaultKeyword, ts.SyntaxKind.AbstractKeyword];
  for (const modifier of statement.modifiers ?? [])
    if (dropped.includes(modifier.kind)) pieces.replace(modifier.getStart(file), modifier.end, "");
  pieces.add(statement.name ? `;(${statement.name.text} = ` : ";(");
  pieces.copy(statement.getStart(file), statement.end);
  pieces.add(");");
}

function copyFunction({ ts, file, pieces }: Rewriter, statement: ts.FunctionDeclaration): void {
  for (const modifier of statement.modifiers ?? [])
    if (modifier.kind !== ts.SyntaxKind.AsyncKeyword)
      pieces.replace(modifier.getStart(file), modifier.end, "");
  if (!statement.name) pieces.add(";(");
  pieces.copy(statement.getStart(file), statement.end);
  if (!statement.name) pieces.add(");");
}

function copyNamespace(
  { ts, file, pieces, isWrapped }: Rewriter,
  statement: ts.EnumDeclaration | ts.ModuleDeclaration,
): void {
  for (const modifier of statement.modifiers ?? [])
    if (modifier.kind === ts.SyntaxKind.ExportKeyword)
      pieces.replace(modifier.getStart(file), modifier.end, "");
  const name = ts.isIdentifier(statement.name) ? statement.name.text : undefined;
  if (ts.isEnumDeclaration(statement) && !isWrapped) pieces.add(`;${name} = void 0;`);
  pieces.copy(statement.getStart(file), statement.end);
  if (isWrapped && name && ts.isEnumDeclaration(statement)) pieces.add(`;globalThis.${name} = ${name};`);
}

function copyImportEquals({ ts, file, pieces }: Rewriter, statement: ts.ImportEqualsDeclaration): void {
  const reference = statement.moduleReference;
  if (statement.isTypeOnly) return;
  pieces.add(`;(${statement.name.text} = `);
  if (ts.isExternalModuleReference(reference)) {
    pieces.add("require(");
    pieces.copy(reference.expression.getStart(file), reference.expression.end);
    pieces.add(")");
  } else pieces.copy(reference.getStart(file), reference.end);
  pieces.add(");");
}

function addImport({ ts, file, imports }: Rewriter, statement: ts.ImportDeclaration): void {
  const { importClause: clause, moduleSpecifier, attributes } = statement;
  if (clause?.isTypeOnly || !ts.isStringLiteral(moduleSpecifier)) return;
  const bindings: Record<string, string> = {};
  if (clause?.name) bindings[clause.name.text] = "default";
  const named = clause?.namedBindings;
  if (named && ts.isNamedImports(named))
    for (const { isTypeOnly, name, propertyName } of named.elements)
      if (!isTypeOnly) bindings[name.text] = (propertyName ?? name).text;
  if (named && ts.isNamedImports(named) && named.elements.length > 0 && Object.keys(bindings).length === 0)
    return;
  imports.push({
    specifier: moduleSpecifier.text,
    attributes: Object.fromEntries(
      (attributes?.elements ?? []).map(({ name, value }) => [
        name.text,
        ts.isStringLiteral(value) ? value.text : "",
      ]),
    ),
    bindings,
    place: placesOf(file.text).place(moduleSpecifier.getStart(file)),
    ...(named && ts.isNamespaceImport(named) ? { namespace: named.name.text } : {}),
  });
}
