import { parseAst, type Plugin } from 'vite';

/**
 * antd's folders of the components in use, each with the class names of its rules; without any where
 * antd's own parts bring it and it never shows. A component that is missing here fails the build.
 */
const components: Record<string, string[]> = {
  app: ['app'],
  badge: ['badge', 'ribbon', 'scroll-number'],
  button: ['btn'],
  checkbox: ['checkbox'],
  'date-picker': ['picker'],
  drawer: ['drawer'],
  dropdown: ['dropdown'],
  empty: ['empty'],
  input: ['input'],
  'input-number': ['input-number'],
  menu: [],
  message: ['message'],
  modal: ['modal'],
  notification: [],
  popover: ['popover'],
  progress: ['progress'],
  'qr-code': ['qrcode'],
  segmented: ['segmented'],
  select: ['select'],
  skeleton: [],
  space: ['space'],
  spin: ['spin'],
  tabs: ['tabs'],
  tooltip: ['tooltip'],
};

/** Movements, which belong to no component. */
const movements = ['fade', 'motion', 'move', 'slide', 'wave', 'zoom'];

const kept = [...Object.values(components).flat(), ...movements];

/** Class names that begin like a kept one, and are another component's. */
const others = ['picker-calendar'];

const sheet = /\/antd\/dist\/antd\.css$/;
const styleModule = /\/antd\/es\/(?:.+\/)?style\/[\w-]+\.js$/;
const styleOfComponent = /\/antd\/es\/([\w-]+)\/style\/index\.js$/;

/** The functions of antd that take a component's rules as their second argument. */
const makers = new Set(['genStyleHooks', 'genSubStyleComponent', 'genComponentStyleHook']);

/**
 * antd's rules come as one sheet, made before: the sheet that antd ships, less the components that
 * are not in use, and the code that would make the rules in the browser is left out. Only for
 * builds; goes with `zeroRuntime` of the theme.
 */
export function antdStyles(): Plugin {
  return {
    name: 'watchfire:antd-styles',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: [sheet, styleModule] },
      handler(code, id) {
        return { code: sheet.test(id) ? rulesInUse(code) : withoutRules(code), map: null };
      },
    },
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const [id, module] of Object.entries(chunk.modules)) {
          const component = styleOfComponent.exec(id)?.[1];
          if (component && module.renderedLength > 0 && !(component in components)) {
            this.error(`antd-styles.ts lacks antd's component '${component}': its rules are not in the sheet`);
          }
        }
      }
    },
  };
}

export function rulesInUse(css: string): string {
  return rulesOf(css).filter(inUse).join('');
}

/** The rules of a sheet, each as a text. */
export function rulesOf(css: string): string[] {
  const rules: string[] = [];
  let depth = 0;
  let begin = 0;
  for (let i = 0; i < css.length; i++) {
    if (css[i] === '{') depth++;
    if (css[i] !== '}' || --depth > 0) continue;
    rules.push(css.slice(begin, i + 1));
    begin = i + 1;
  }
  if (depth !== 0) throw new Error('antd.css is not what it was: its rules cannot be told apart');
  return rules;
}

/** A rule is that of the component whose class name comes first in one of its selectors. */
function inUse(rule: string): boolean {
  if (rule.startsWith('@keyframes')) return true;
  const selectors = (rule.startsWith('@') ? rule.slice(rule.indexOf('{') + 1) : rule).split('{')[0]!;
  return selectors.split(',').some((selector) => {
    const name = /\.([\w-]+)/.exec(selector)?.[1];
    if (!name?.startsWith('ant-')) return !name || name.startsWith('anticon');
    const own = name.slice('ant-'.length);
    return kept.some((prefix) => begins(own, prefix)) && !others.some((prefix) => begins(own, prefix)) && !own.endsWith('-rtl');
  });
}

function begins(name: string, prefix: string): boolean {
  return name === prefix || name.startsWith(`${prefix}-`);
}

/** The module with null in place of the functions that make rules: nothing calls them. */
function withoutRules(code: string): string {
  const cuts: [number, number][] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    const { type, callee, arguments: given } = node as Call;
    if (type === 'CallExpression' && callee.type === 'Identifier' && makers.has(callee.name) && given[1]) {
      cuts.push([given[1].start, given[1].end]);
    } else {
      Object.values(node).forEach(visit);
    }
  };
  visit(parseAst(code).body);
  return cuts.reverse().reduce((left, [from, to]) => `${left.slice(0, from)}null${left.slice(to)}`, code);
}

interface Call {
  type: string;
  callee: { type: string; name: string };
  arguments: { start: number; end: number }[];
}
