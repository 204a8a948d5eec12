// Lets the browser keep this page, so that it opens without a network. Without this the page is the same, online.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/calm-worker.js", { scope: "/calm" });
