package dev.regraft.onnx;

/** How the places of an image, or the tokens that it was made into, become one vector. */
public enum PlacePooling {

    /** Their mean. */
    MEAN,

    /** The largest of each number. */
    MAX,

    /** The first token, where transformers gather the meaning of the whole. */
    CLS
}
