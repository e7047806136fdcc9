// Sends files and whole folders to our own route in chunks with offsets, so that a lost connection costs nothing.
// Nothing of a file's name or content is kept in the browser: only the upload's id and a digest of the selection.
const jobs = (window.soUploads = window.soUploads || new Map());
const queued = (window.soQueued = window.soQueued || new Map()); // by case: what was chosen while others were sent
const JUNK = /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$/i;
const LANES = 3;

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
const amount = (bytes) => (bytes < 1e6 ? Math.max(1, Math.round(bytes / 1e3)) + " KB"
  : bytes < 1e9 ? (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0) + " MB" : (bytes / 1e9).toFixed(1) + " GB");

class Refused extends Error { constructor(reason) { super(reason); this.reason = reason; } }

async function call(job, method, path, options = {}) {
  for (let attempt = 0; ; attempt++) {
    if (job.cancelled) throw new Refused("cancelled");
    try {
      const answer = await fetch(path, { method, signal: job.abort.signal, ...options });
      if (answer.status >= 500 || answer.status === 429) throw new TypeError("busy");
      const body = await answer.json().catch(() => ({}));
      job.offline = false;
      return { status: answer.status, body };
    } catch (error) {
      if (job.cancelled || error.name === "AbortError") throw new Refused("cancelled");
      if (!(error instanceof TypeError)) throw error;
      job.offline = true; job.show();
      await wait(Math.min(30000, 1000 * 2 ** attempt));
      if (options.body instanceof Blob) return { status: 0, body: {} };
    }
  }
}

async function begin(job) {
  const base = "/upload/" + encodeURIComponent(job.caseId);
  const kept = await resumable(job);
  if (kept) {
    const { status, body } = await call(job, "GET", base + "/" + kept);
    if (status === 200 && body.offsets.length === job.files.length) {
      job.upload = base + "/" + kept; job.offsets = body.offsets;
      return;
    }
  }
  const files = job.files.map(({ file, path }) => ({ path, size: file.size }));
  const headers = { "Content-Type": "application/json" };
  const { status, body } = await call(job, "POST", base, { headers, body: JSON.stringify({ files }) });
  if (status !== 201) throw new Refused(body.reason || "failed");
  job.upload = base + "/" + body.upload; job.chunk = body.chunk || job.chunk;
  if (job.digest) localStorage.setItem(job.mark, job.digest + " " + body.upload);
}

async function resumable(job) {
  job.mark = "so-upload-" + job.caseId;
  if (!window.crypto || !crypto.subtle) return "";
  const text = job.files.map(({ file, path }) => path + "\n" + file.size + "\n" + file.lastModified).join("\n");
  const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  job.digest = Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const [digest, upload] = (localStorage.getItem(job.mark) || "").split(" ");
  return digest === job.digest ? upload : "";
}

async function sendFile(job, number) {
  const { file } = job.files[number];
  while (job.offsets[number] < file.size) {
    const from = job.offsets[number];
    const part = file.slice(from, Math.min(file.size, from + job.chunk));
    const { status, body } = await call(job, "PATCH", job.upload + "/" + number, {
      headers: { "Upload-Offset": String(from), "Content-Type": "application/octet-stream" }, body: part });
    if (status === 200 || status === 409 && Number.isInteger(body.offset)) job.offsets[number] = body.offset;
    else if (status === 0) job.offsets[number] = (await call(job, "GET", job.upload)).body.offsets[number];
    else throw new Refused(body.reason || "failed");
    job.show();
  }
}

async function run(job) {
  try {
    await begin(job);
    let next = 0;
    const lane = async () => { while (next < job.files.length) await sendFile(job, next++); };
    await Promise.all(Array.from({ length: LANES }, lane));
    const { status, body } = await call(job, "POST", job.upload);
    if (status !== 200) throw new Refused(body.reason || "failed");
    job.done = body.papers;
  } catch (error) {
    job.abort.abort();
    job.failed = error.reason || "failed";
    if (job.cancelled && job.upload) fetch(job.upload, { method: "DELETE" }).catch(() => {});
  }
  if (job.mark) localStorage.removeItem(job.mark); // only a tab that was closed leaves it
  jobs.delete(job.caseId);
  job.show(); job.ended();
}

async function walk(entry, prefix, out) {
  if (entry.isFile) {
    out.push({ file: await new Promise((done, no) => entry.file(done, no)), path: prefix + entry.name });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const batch = await new Promise((done, no) => reader.readEntries(done, no));
    if (!batch.length) return;
    for (const inner of batch) await walk(inner, prefix + entry.name + "/", out);
  }
}

async function dropped(transfer) {
  const entries = Array.from(transfer.items || []).map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
  if (!entries.some(Boolean)) return Array.from(transfer.files, (file) => ({ file, path: file.name }));
  const out = [];
  for (const entry of entries.filter(Boolean)) await walk(entry, "", out);
  return out;
}

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const at = (name) => parentElement.querySelector(name);
  const words = data.words;
  const box = at(".box");
  at(".drop").textContent = words.drop;
  at(".files").textContent = words.files;
  at(".folder").textContent = words.folder;
  at(".cancel").textContent = words.cancel;
  at("progress").setAttribute("aria-label", words.progress);
  at(".pick-files").setAttribute("aria-label", words.files);
  at(".pick-folder").setAttribute("aria-label", words.folder);
  box.hidden = false;  // nothing without its name is shown or can be reached
  const tell = (text) => { if (at(".news").textContent !== text) at(".news").textContent = text; };
  const complain = (reason) => {
    at(".wrong").textContent = reason ? words["wrong_" + reason] || words.wrong_failed : "";
    at(".wrong").hidden = !reason;
  };

  function show(job) {
    const going = job && !job.done && !job.failed;
    at(".going").hidden = !going;
    if (!going) return;
    const sent = job.offsets.reduce((sum, n) => sum + n, 0);
    const seconds = (Date.now() - job.started) / 1000;
    const moved = sent - (job.first ?? (job.first = sent));
    const left = moved > 0 && seconds > 2 ? Math.ceil(((job.total - sent) * seconds) / moved) : 0;
    const remaining = !left ? "" : left > 90 ? fill(words.minutes, { n: Math.ceil(left / 60) }) : fill(words.seconds, { n: left });
    at("progress").value = job.total ? Math.round((1000 * sent) / job.total) : 1000;
    at(".text").textContent = fill(words.going, { sent: amount(sent), total: amount(job.total), count: job.files.length })
      + (remaining ? " " + remaining : "");
    const quarter = Math.floor((4 * sent) / (job.total || 1)) * 25;
    tell(job.offline ? words.offline : fill(words.percent, { n: quarter }));
  }

  function ended(job) {
    if (job.done) {
      const known = new Set(data.known);
      const added = new Set(job.done.map((paper) => paper.sha256).filter((sum) => !known.has(sum))).size;
      tell(added ? fill(words.added, { count: added }) : words.again);
      setTriggerValue("added", String(job.done.length) + ":" + Date.now());
    } else {
      tell(job.failed === "cancelled" ? words.cancelled : "");
      complain(job.failed === "cancelled" ? "" : job.failed);
    }
    const next = queued.get(data.case);
    queued.delete(data.case);
    if (next && !job.cancelled) start(next, job.failed);
  }

  function attach(job) { job.show = () => show(job); job.ended = () => ended(job); job.show(); }

  function start(files, trouble = "") {
    const good = files.filter(({ path }) => !JUNK.test(path));
    complain(trouble);
    if (!good.length) { complain("no-file"); return; }
    if (jobs.has(data.case)) {
      queued.set(data.case, [...(queued.get(data.case) || []), ...good]);
      tell(fill(words.queued, { count: queued.get(data.case).length }));
      return;
    }
    const job = { caseId: data.case, files: good, offsets: good.map(() => 0), chunk: 8 * 1024 * 1024, started: Date.now(),
      total: good.reduce((sum, { file }) => sum + file.size, 0), abort: new AbortController() };
    jobs.set(data.case, job); attach(job); run(job);
  }

  at(".files").onclick = () => at(".pick-files").click();
  at(".folder").onclick = () => at(".pick-folder").click();
  at(".cancel").onclick = () => { const job = jobs.get(data.case); if (job) { job.cancelled = true; job.abort.abort(); } };
  for (const name of [".pick-files", ".pick-folder"]) {
    at(name).onchange = (event) => {
      const picked = Array.from(event.target.files, (file) => ({ file, path: file.webkitRelativePath || file.name }));
      start(picked);
      event.target.value = "";
    };
  }
  box.ondragover = (event) => { event.preventDefault(); box.classList.add("over"); };
  box.ondragleave = () => box.classList.remove("over");
  box.ondrop = async (event) => { event.preventDefault(); box.classList.remove("over"); start(await dropped(event.dataTransfer)); };
  const leave = (event) => { if (jobs.size) event.preventDefault(); };
  window.addEventListener("beforeunload", leave);
  const job = jobs.get(data.case);
  if (job) attach(job); else show(null);
  if (!job && localStorage.getItem("so-upload-" + data.case)) tell(words.cut);
  return () => window.removeEventListener("beforeunload", leave);
}
