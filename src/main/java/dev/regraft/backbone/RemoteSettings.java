package dev.regraft.backbone;

/**
 * A remote backbone as it is configured.
 *
 * @param maxWaitingRequests requests to serve that may wait before more are turned away
 * @param pricePerMillionTokens in any currency; null if it is not known
 */
record RemoteSettings(RemoteModel model, RemotePace pace, int maxWaitingRequests, Double pricePerMillionTokens) {

    RemoteSettings {
        pace.requireValid(model.name());
        Positive.require(model.name(), "waiting-requests", maxWaitingRequests);
        if (pricePerMillionTokens != null && !(pricePerMillionTokens >= 0 && pricePerMillionTokens < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("price-per-million-tokens of backbone " + model.name() + " must not be negative: "
                    + pricePerMillionTokens);
        }
    }
}
