import type { HookPlace } from '../hook-command.ts';
import { opencodeHooks } from './hooks.ts';

/**
 * The plugin that OpenCode loads: it runs in Bun inside OpenCode's own server, so it only starts the hook, waits a bounded time and
 * never throws. There is no event for the start of a session, so the first message of a session stands for it.
 */
export function pluginText({ node, dist }: HookPlace): string {
  const seconds = Object.fromEntries(opencodeHooks.events.map(({ name, timeoutSeconds }) => [name, timeoutSeconds]));
  return `// Written by \`twelvefold init\`, taken out by \`twelvefold uninstall\`: hands OpenCode's events to twelvefold.
import { spawn } from 'node:child_process';

const program = [${JSON.stringify(node)}, ${JSON.stringify(`${dist}/hook.cjs`)}];
const seconds = ${JSON.stringify(seconds)};
const watched = new Set(['bash', 'read', 'edit', 'write', 'multiedit', 'patch', 'apply_patch']);

function ask(event, payload) {
  return new Promise((done) => {
    try {
      const [node, hook] = program;
      const env = { ...process.env, NODE_EXTRA_CA_CERTS: '' };
      const child = spawn(node, [hook, 'opencode', event], { stdio: ['pipe', 'pipe', 'ignore'], env, cwd: payload.directory });
      const timer = setTimeout(() => child.kill('SIGKILL'), seconds[event] * 1000);
      let text = '';
      child.stdout.on('data', (data) => {
        text += data;
      });
      child.stdin.on('error', () => {});
      child.on('error', () => done(''));
      child.on('close', () => {
        clearTimeout(timer);
        try {
          done(JSON.parse(text).context || '');
        } catch {
          done('');
        }
      });
      child.stdin.end(JSON.stringify(payload));
    } catch {
      done('');
    }
  });
}

export const Twelvefold = async ({ directory }) => {
  const mark = Symbol.for(\`twelvefold \${directory}\`);
  // Loaded twice, from the person's folder and from the project's.
  if (globalThis[mark]) return {};
  globalThis[mark] = true;
  const created = new Map();
  const begun = new Set();
  const payload = (sessionID, input, output) => {
    const parentID = created.get(sessionID);
    return { sessionID, directory, input, output, ...(parentID ? { parentID } : {}) };
  };
  return {
    event: async (input) => {
      try {
        const { event } = input;
        const { sessionID, info } = event.properties ?? {};
        const id = sessionID ?? info?.id;
        if (event.type === 'session.created') created.set(id, info?.parentID ?? null);
        if (event.type === 'session.idle' || event.type === 'session.deleted') await ask(event.type, payload(id));
      } catch {}
    },
    'chat.message': async (input, output) => {
      try {
        const id = input.sessionID;
        const said = [];
        if (!begun.has(id)) {
          begun.add(id);
          said.push(await ask('session.created', { ...payload(id), resumed: !created.has(id) }));
        }
        said.push(await ask('chat.message', payload(id, input, output)));
        const text = said.filter(Boolean).join('\\n\\n');
        const [first] = output.parts;
        if (!text || !first) return;
        const part = { id: \`\${first.id.slice(0, 16)}\${'0'.repeat(14)}\`, sessionID: id, messageID: first.messageID };
        output.parts.unshift({ ...part, type: 'text', text, synthetic: true });
      } catch {}
    },
    'tool.execute.after': async (input, output) => {
      try {
        if (!watched.has(input.tool)) return;
        const text = await ask('tool.execute.after', payload(input.sessionID, input, output));
        if (text && typeof output.output === 'string') output.output += \`\\n\\n\${text}\`;
      } catch {}
    },
    'experimental.session.compacting': async (input) => {
      try {
        await ask('experimental.session.compacting', payload(input.sessionID, input));
      } catch {}
    },
    dispose: async () => {
      globalThis[mark] = false;
    },
  };
};
`;
}
