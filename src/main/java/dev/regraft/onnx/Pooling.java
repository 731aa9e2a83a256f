package dev.regraft.onnx;

/** How the hidden states of an encoder, one for each token, become one vector. */
public enum Pooling {

    /** The mean of the tokens that the attention mask lets through. */
    MEAN,

    /** The first token, where BERT-like encoders are trained to gather the meaning of the whole. */
    CLS
}
