package dev.regraft.backbone;

import dev.regraft.feature.RefusedException;

/** What a backbone is given. */
public sealed interface Input permits Input.Text, Input.Image {

    /** What was sent, for people to read; null if it is no text. */
    String textOrNull();

    /** What it is called where it is given: {@code text} or {@code image}. */
    String modality();

    /** Why a backbone of something else cannot read this. */
    default RefusedException refusedBy(Backbone backbone) {
        return new RefusedException("invalid-input", modality(), "backbone " + backbone.space().backbone() + " reads inputs of "
                + backbone.modality() + " only: " + modality());
    }

    /** A text as the client sent it, neither empty nor blank; {@link InputReader} makes it. */
    record Text(String text) implements Input {

        @Override
        public String textOrNull() {
            return text;
        }

        @Override
        public String modality() {
            return "text";
        }
    }

    /** An image file as the client sent it; whether it can be read, a backbone says. */
    record Image(byte[] bytes) implements Input {

        @Override
        public String textOrNull() {
            return null;
        }

        @Override
        public String modality() {
            return "image";
        }
    }
}
