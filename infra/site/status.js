// The status page: instances and their latest runs, read from the API. The MLOps Center will replace it.

const RUN_LISTS = ['training-runs', 'inference-runs', 'monitoring-runs'];
const RUNS_SHOWN = 10;
const TOKEN_KEY = 'optaic-token';

const message = document.querySelector('#message');
const signIn = document.querySelector('#sign-in');
const instances = document.querySelector('#instances');

/** `npm start` prints a link with the token in its fragment, which no server sees. */
function takeTokenFromFragment() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (!token) return;
  sessionStorage.setItem(TOKEN_KEY, token);
  history.replaceState(null, '', location.pathname);
}

async function read(path) {
  const response = await fetch(`/v1/${path}`, {
    headers: { authorization: `Bearer ${sessionStorage.getItem(TOKEN_KEY)}` },
  });
  if (response.ok) return response.json();
  if (response.status === 401) throw new Error('The token is missing, expired or not one of this system.');
  const problem = await response.json();
  throw new Error(problem.detail ?? `The API answered ${response.status}.`);
}

function element(name, text, attributes = {}) {
  return Object.assign(document.createElement(name), { textContent: text, ...attributes });
}

function runRow(run) {
  const row = document.createElement('tr');
  const cells = [run.kind, run.status, run.asOf.slice(0, 10), run.cause.kind, run.createdAt, run.error?.message ?? ''];
  row.append(...cells.map((text) => element('td', text)));
  if (run.status === 'failed') row.className = 'failed';
  return row;
}

function runTable(runs) {
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  head.append(...['run', 'status', 'as of', 'cause', 'created', 'error'].map((text) => element('th', text)));
  table.createTBody().append(...runs.map(runRow));
  const scroll = element('div', '', { className: 'scroll' });
  scroll.append(table);
  return scroll;
}

async function instanceSection(instance) {
  const pages = await Promise.all(
    RUN_LISTS.map((list) => read(`instances/${encodeURIComponent(instance.id)}/${list}?limit=${RUNS_SHOWN}`)),
  );
  const runs = pages
    .flatMap(({ items }) => items)
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
    .slice(0, RUNS_SHOWN);
  const section = document.createElement('section');
  const { name, version } = instance.definition;
  const production = instance.activeVersion
    ? `version ${instance.activeVersion} in production`
    : 'nothing in production';
  section.append(
    element('h2', instance.id),
    element('p', `${name}@${version}, ${instance.space} space, ${instance.status}, ${production}`, {
      className: 'facts',
    }),
    runs.length > 0 ? runTable(runs) : element('p', 'No runs yet.'),
  );
  return section;
}

async function show() {
  signIn.hidden = true;
  message.textContent = 'Loading…';
  try {
    const { items } = await read('instances');
    instances.replaceChildren(...(await Promise.all(items.map(instanceSection))));
    message.textContent = items.length > 0 ? `Instances: ${items.length}` : 'No instances yet.';
  } catch (error) {
    instances.replaceChildren();
    message.textContent = error.message;
    signIn.hidden = false;
  }
}

signIn.addEventListener('submit', (event) => {
  event.preventDefault();
  sessionStorage.setItem(TOKEN_KEY, signIn.elements.token.value.trim());
  show();
});

takeTokenFromFragment();
if (sessionStorage.getItem(TOKEN_KEY)) show();
else {
  message.textContent = 'Sign in with a token.';
  signIn.hidden = false;
}
