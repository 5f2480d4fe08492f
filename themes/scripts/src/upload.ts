// Sends one picture to the newsroom.

export interface Uploaded {
  media: string;
  width: number;
  height: number;
  src: string;
  thumb: string;
}

/** Rejects with the server's own sentence. */
export async function upload(file: File, csrf: string): Promise<Uploaded> {
  const form = new FormData();
  form.append("file", file);
  const answer = await fetch("/toa-soan/anh", {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRF-Token": csrf },
    body: form,
  });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.message ?? String(answer.status));
  return body as Uploaded;
}
