package dev.regraft.backbone;

import dev.regraft.model.Transfer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.onnx.EncoderFile;

/**
 * What there is to know of a backbone. What its files tell is null until it is ready.
 *
 * @param reason why it failed; null if it did not
 * @param transfer how far the fetching of its files is; null if none is on
 * @param digest SHA-256 of what decides the bits of its features, in hex
 * @param modality what it reads: {@code text}, {@code image} or {@code tensor}
 * @param source where its network comes from
 * @param pooling how the states of its tokens become one vector; null where there are none, as is the next
 * @param maxLength tokens read of a text
 * @param preprocessing what is done to an image, with the fields of a {@code preprocessor_config.json}; null where there are none
 * @param dimension length of a feature vector
 * @param parameters numbers in its weights
 * @param cut the tensor behind which its network is cut
 * @param msPerItem time of a lane for an input, over those made since it was loaded; null before the first
 * @param usage what it has used of a provider; null if its network runs here
 */
public record BackboneStatus(String name, State state, String reason, Transfer transfer, String digest, String modality, String source,
        String pooling, Integer maxLength, JsonNode preprocessing, Integer dimension, Long parameters, String cut, Double msPerItem,
        RemoteUsage usage) {

    /** How far a backbone is. */
    public enum State {

        /** It comes with the service, and is loaded when it is first needed. */
        NOT_LOADED("not-loaded"),

        /** Its files are fetched, cut, composed, proven, loaded, warmed. */
        IMPORTING("importing"),

        /** It makes features. */
        READY("ready"),

        /** It could not be prepared; where it was ready before, that one goes on. */
        FAILED("failed");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** How it is called outside. */
        public String word() {
            return word;
        }
    }

    /** Of one that comes with the service, before it is loaded. */
    static BackboneStatus notLoaded(Recipe recipe) {
        return of(recipe, State.NOT_LOADED, null, null, null);
    }

    /** Of one that is to come out of a definition, and is not there. */
    static BackboneStatus of(BackboneDefinition definition, State state, String reason, Transfer transfer) {
        return new BackboneStatus(definition.name(), state, reason, transfer, null, null, definition.source(), definition.pooling(),
                definition.maxLength(), definition.preprocessing(), null, null, definition.cut(), null, null);
    }

    /** Of one whose network is run by others. */
    static BackboneStatus remote(RemoteModel model, FeatureSpace space, Double msPerItem, RemoteUsage usage) {
        return new BackboneStatus(model.name(), State.READY, null, null, space.digest(), "text", model.source(), null, null, null, space.dimension(), null, null,
                msPerItem, usage);
    }

    /** Of one that is loaded. */
    static BackboneStatus loaded(LaneNetwork network) {
        return of(network.recipe(), State.READY, network.space().dimension(), network.contents(), network.network().msPerItem());
    }

    private static BackboneStatus of(Recipe recipe, State state, Integer dimension, EncoderFile.Contents contents, Double msPerItem) {
        return new BackboneStatus(recipe.name(), state, null, null, recipe.digest(), recipe.modality(), recipe.source(), recipe.poolingWord(),
                recipe.maxLength(), recipe.preprocessingJson(), dimension, contents == null ? null : (Long) contents.parameters(),
                contents == null ? null : contents.cut(), msPerItem, null);
    }

    /** The same while it is replaced, or after that has failed. */
    BackboneStatus with(State now, String reason, Transfer transfer) {
        return new BackboneStatus(name, now, reason, transfer, digest, modality, source, pooling, maxLength, preprocessing, dimension, parameters, cut,
                msPerItem, usage);
    }
}
