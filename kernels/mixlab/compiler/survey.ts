import type * as ts from "typescript";
import type { Pieces } from "./pieces.ts";

/** The TypeScript API, handed in because it loads late. */
export type Typescript = typeof ts;

/** What a walk over a cell found. */
export interface Survey {
  /** Awaits outside every function: the script must run in an async function. */
  hasAwait: boolean;
  /** Declarations that are disposed at the end of the cell: the script must run in a function. */
  hasUsing: boolean;
  /** Syntax that Node does not run as it stands: the script must be transpiled. */
  needsTranspile: boolean;
}

/** The kernel's own object on the global object, which rewritten cells call. */
export const hookName = "__mixlab";

/** Walks a cell once: finds what it needs, and plans the rewriting of `import()` and `import.meta`. */
export function survey(ts: Typescript, file: ts.SourceFile, pieces: Pieces): Survey {
  const found: Survey = { hasAwait: false, hasUsing: false, needsTranspile: false };
  const visit = (node: ts.Node, depth: number): void => {
    const kind = node.kind;
    if (kind === ts.SyntaxKind.ImportDeclaration || kind === ts.SyntaxKind.ImportEqualsDeclaration) return;
    if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined))
      found.hasAwait ||= depth === 0;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.Using) === ts.NodeFlags.Using) {
      found.needsTranspile = true;
      if (depth === 0) {
        found.hasUsing = true;
        found.hasAwait ||= (node.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing;
      }
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      pieces.replace(node.expression.getStart(file), node.expression.end, `${hookName}.import`);
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword)
      pieces.replace(node.getStart(file), node.end, `${hookName}.meta`);
    found.needsTranspile ||= isBeyondJavaScript(ts, node);
    const inner =
      ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node) || ts.isPropertyDeclaration(node);
    ts.forEachChild(node, (child) => visit(child, depth + (inner ? 1 : 0)));
  };
  ts.forEachChild(file, (child) => visit(child, 0));
  return found;
}

const transpiledModifiers = new Set([
  "declare",
  "abstract",
  "public",
  "private",
  "protected",
  "readonly",
  "override",
  "accessor",
]);

function isBeyondJavaScript(ts: Typescript, node: ts.Node): boolean {
  if (ts.isTypeNode(node) || ts.isModifier(node))
    return !ts.isModifier(node) || transpiledModifiers.has(node.getText());
  if (ts.isFunctionLike(node) && "body" in node && node.body === undefined) return true;
  if (ts.isParameter(node) || ts.isPropertyDeclaration(node) || ts.isMethodDeclaration(node))
    return (
      node.questionToken !== undefined || ("exclamationToken" in node && node.exclamationToken !== undefined)
    );
  return (
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeParameterDeclaration(node) ||
    ts.isIndexSignatureDeclaration(node) ||
    ts.isDecorator(node)
  );
}
