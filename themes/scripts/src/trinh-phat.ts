// Films of other houses: the page has a link, and loads nothing from there before somebody asks for
// it by a press. The server names the player only for addresses of a known form.

for (const card of document.querySelectorAll<HTMLElement>(".embed[data-player]")) offerPlayer(card, card.dataset.player ?? "");

function offerPlayer(card: HTMLElement, player: string): void {
  const link = card.querySelector("a");
  if (!link || !player.startsWith("https://")) return;
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: card.dataset.play ?? "" });
  const means = Object.assign(document.createElement("small"), { id: `tp-${Math.random().toString(36).slice(2)}`, textContent: card.dataset.means ?? "" });
  button.setAttribute("aria-describedby", means.id);
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.title = link.textContent ?? "";
    frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    // A player of its own origin that may run, go to the whole screen, and open its page.
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-presentation allow-popups allow-popups-to-escape-sandbox");
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    // Who pressed wants to see it now.
    frame.src = `${player}&autoplay=1`;
    means.remove();
    button.replaceWith(frame);
    frame.focus();
  });
  card.append(button, means);
}
