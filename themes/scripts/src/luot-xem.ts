// Counts one view of an article, after the page has been shown. The page reads without it.
const article = document.getElementById("bai")?.dataset.id;
if (article && document.visibilityState !== "hidden") {
  addEventListener("load", () => {
    navigator.sendBeacon("/luot-xem", new URLSearchParams({ id: article }));
  });
}
