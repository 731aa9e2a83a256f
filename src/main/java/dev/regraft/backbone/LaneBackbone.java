package dev.regraft.backbone;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A backbone that this process runs itself, on its lanes. Closed only when none of them runs it any more. */
interface LaneBackbone extends OpenBackbone {

    /** Its network, as the lanes run it. */
    LaneNetwork onLanes();

    @Override
    default FeatureSpace space() {
        return onLanes().space();
    }

    @Override
    default String modality() {
        return onLanes().recipe().modality();
    }

    @Override
    default BackboneStatus status() {
        return BackboneStatus.loaded(onLanes());
    }

    @Override
    default CompletableFuture<List<Extraction>> extract(List<Input> inputs, Priority priority) {
        try {
            onLanes().lanes().requireRoom(priority);
            return run(prepareAll(this, inputs), priority);
        } catch (RuntimeException refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
    }

    /** A refusal among several says which. */
    static List<PreparedInput> prepareAll(Backbone backbone, List<Input> inputs) {
        List<PreparedInput> prepared = new ArrayList<>();
        for (Input input : inputs) {
            try {
                prepared.add(backbone.prepare(input));
            } catch (RefusedException e) {
                throw inputs.size() == 1 ? e
                        : new RefusedException(e.code(), "inputs[" + prepared.size() + "]." + e.field(), e.detail());
            }
        }
        return prepared;
    }

    @Override
    default CompletableFuture<List<Extraction>> run(List<? extends PreparedInput> inputs, Priority priority) {
        if (inputs.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        try {
            Request request = new Request(onLanes().network(), priority, List.copyOf(inputs));
            onLanes().lanes().submit(request);
            return request.future;
        } catch (RuntimeException refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
    }
}
