// A signature drawn with a finger or a mouse: <signature-pad field="id_drawing"><canvas></canvas><button data-clear>.
// The field gets a PNG as a data URL after each stroke, and nothing while the pad is empty.
const WIDTH = 2.5;

class SignaturePad extends HTMLElement {
  connectedCallback() {
    this.canvas = this.querySelector("canvas");
    this.field = document.getElementById(this.getAttribute("field"));
    this.hidden = false;
    this.fit();
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.draw(event));
    for (const name of ["pointerup", "pointercancel"]) this.canvas.addEventListener(name, () => this.end());
    this.querySelector("[data-clear]").addEventListener("click", () => this.clear());
  }

  fit() {
    const scale = Math.min(window.devicePixelRatio || 1, 2);
    const box = this.canvas.getBoundingClientRect();
    this.canvas.width = Math.round(box.width * scale);
    this.canvas.height = Math.round(box.height * scale);
    this.pen = this.canvas.getContext("2d");
    this.pen.scale(scale, scale);
    Object.assign(this.pen, { lineWidth: WIDTH, lineCap: "round", lineJoin: "round", strokeStyle: "#111" });
  }

  begin(event) {
    if (!this.canvas.width) this.fit(); // drawn while the dialog was still closed
    this.canvas.setPointerCapture(event.pointerId);
    this.drawing = true;
    this.pen.beginPath();
    this.pen.moveTo(event.offsetX, event.offsetY);
    this.pen.lineTo(event.offsetX + 0.1, event.offsetY);
    this.pen.stroke();
    event.preventDefault();
  }

  draw(event) {
    if (!this.drawing) return;
    this.pen.lineTo(event.offsetX, event.offsetY);
    this.pen.stroke();
  }

  end() {
    if (!this.drawing) return;
    this.drawing = false;
    this.field.value = this.canvas.toDataURL("image/png");
  }

  clear() {
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.field.value = "";
  }
}

customElements.define("signature-pad", SignaturePad);
