import ts from 'typescript-5.9'
import { declarationsOf, exportedNames } from './sdk-declarations.ts'
import { type Doc, docOf } from './sdk-docs.ts'

/** A field or method of an exported type. */
export interface Member {
  readonly name: string
  readonly isOptional: boolean
  /** Its type, or the signature of a method. */
  readonly type: string
  readonly doc: Doc
}

/** The members of interfaces, classes and object types. Those of a base that the SDK does not export are included. */
export function membersOf(declarations: readonly ts.Declaration[]): readonly Member[] {
  const members = declarations.flatMap((declaration) => membersOfOne(declaration))
  // Of a method with overloads, or a getter with a setter, the first.
  return members.filter(({ name }, index) => members.findIndex((other) => other.name === name) === index)
}

/** The declaration of an export in one line, or in one for each overload. */
export function signatureOf(name: string, declarations: readonly ts.Declaration[]): string {
  const overloads = declarations.filter((one) => !ts.isFunctionDeclaration(one) || one.body === undefined)
  return (overloads.length > 0 ? overloads : declarations).map((one) => signatureOfOne(name, one)).join('\n')
}

function signatureOfOne(name: string, node: ts.Declaration): string {
  if (ts.isFunctionDeclaration(node)) return `function ${name}${callOf(node)}`
  if (ts.isVariableDeclaration(node)) return `const ${name}: ${node.type === undefined ? 'unknown' : textOf(node.type)}`
  if (ts.isTypeAliasDeclaration(node)) return `type ${name}${typeParametersOf(node)} = ${isObject(node.type) ? '{ … }' : textOf(node.type)}`
  if (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) {
    const kind = ts.isClassDeclaration(node) ? 'class' : 'interface'
    const bases = (node.heritageClauses ?? []).map(textOf).join(' ')
    return `${kind} ${name}${typeParametersOf(node)}${bases === '' ? '' : ` ${bases}`}`
  }
  throw new Error(`${name} is of an unknown kind.`)
}

function membersOfOne(node: ts.Declaration): readonly Member[] {
  if (ts.isTypeAliasDeclaration(node)) return membersOfType(node.type)
  if (ts.isInterfaceDeclaration(node)) return [...node.members.flatMap(memberOf), ...inherited(node)]
  if (ts.isClassDeclaration(node)) return node.members.filter(isPublic).flatMap(memberOf)
  return []
}

function membersOfType(node: ts.TypeNode): readonly Member[] {
  if (ts.isTypeLiteralNode(node)) return node.members.flatMap(memberOf)
  if (ts.isIntersectionTypeNode(node)) return node.types.flatMap(membersOfType)
  return []
}

function isObject(node: ts.TypeNode): boolean {
  return ts.isTypeLiteralNode(node)
}

/** The members of bases that the SDK does not export: a reader finds them nowhere else. */
function inherited(node: ts.InterfaceDeclaration): readonly Member[] {
  const exported = exportedNames()
  const bases = (node.heritageClauses ?? []).flatMap(({ types }) => types.map(({ expression }) => expression.getText()))
  return bases.filter((base) => !exported.has(base)).flatMap((base) => membersOf(declarationsOf(base, node)))
}

function isPublic(member: ts.ClassElement): boolean {
  const flags = ts.getCombinedModifierFlags(member)
  const isHidden = (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Override)) !== 0
  return !isHidden && !(member.name !== undefined && ts.isPrivateIdentifier(member.name)) && !ts.isSemicolonClassElement(member)
}

function memberOf(member: ts.TypeElement | ts.ClassElement): readonly Member[] {
  const doc = docOf([member])
  // A constructor without a comment is called by functions of the SDK alone.
  if (ts.isConstructorDeclaration(member) && doc.text === '') return []
  if (ts.isConstructorDeclaration(member)) return [{ name: 'constructor', isOptional: false, type: callOf(member), doc }]
  if (ts.isCallSignatureDeclaration(member)) return [{ name: '(…)', isOptional: false, type: callOf(member), doc }]
  const name = `${isStatic(member) ? 'static ' : ''}${member.name?.getText() ?? ''}`
  if (ts.isMethodSignature(member) || ts.isMethodDeclaration(member))
    return [{ name, isOptional: member.questionToken !== undefined, type: callOf(member), doc }]
  if (ts.isGetAccessorDeclaration(member))
    return [{ name, isOptional: false, type: member.type === undefined ? '' : textOf(member.type), doc }]
  if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member)) return []
  // A property that is a function of its module: the function's own signature and comment.
  const target = member.type !== undefined && ts.isTypeQueryNode(member.type) ? declarationsOf(member.type.exprName.getText(), member) : []
  const [of] = target.filter(ts.isFunctionDeclaration)
  if (of !== undefined) return [{ name, isOptional: false, type: callOf(of), doc: doc.text === '' ? docOf(target) : doc }]
  return [{ name, isOptional: member.questionToken !== undefined, type: member.type === undefined ? '' : textOf(member.type), doc }]
}

function isStatic(member: ts.Declaration): boolean {
  return (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0
}

/** Type parameters, parameters and result, as a caller sees them: without defaults and patterns. */
function callOf(node: ts.SignatureDeclaration): string {
  const parameters = node.parameters.map((parameter) => {
    const name = ts.isIdentifier(parameter.name) ? parameter.name.text : 'options'
    const isOptional = parameter.questionToken !== undefined || parameter.initializer !== undefined
    return `${parameter.dotDotDotToken === undefined ? '' : '...'}${name}${isOptional ? '?' : ''}: ${typeOfParameter(parameter)}`
  })
  const result = node.type === undefined ? '' : `: ${textOf(node.type)}`
  return `${typeParametersOf(node)}(${parameters.join(', ')})${result}`
}

function typeOfParameter({ type, initializer }: ts.ParameterDeclaration): string {
  if (type !== undefined) return textOf(type)
  if (initializer !== undefined && ts.isStringLiteral(initializer)) return 'string'
  if (initializer !== undefined && ts.isNumericLiteral(initializer)) return 'number'
  return initializer === undefined ? 'unknown' : 'boolean'
}

function typeParametersOf(node: { readonly typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration> | undefined }): string {
  return node.typeParameters === undefined ? '' : `<${node.typeParameters.map(textOf).join(', ')}>`
}

/** The text of a node in one line, without comments. */
function textOf(node: ts.Node): string {
  return node
    .getText()
    .replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
