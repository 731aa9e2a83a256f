package dev.regraft.chaos;

/** One of the three replicas, by what it does beside answering. */
enum Member {

    ALL("extract,train,serve"),
    EXTRACTING("extract,serve"),
    TRAINING("train,serve");

    private final String roles;

    Member(String roles) {
        this.roles = roles;
    }

    /** The value of {@code regraft.roles}. */
    String roles() {
        return roles;
    }

    /** The value of {@code regraft.instance}. */
    String instance() {
        return "replica-" + (ordinal() + 1);
    }

    /** The member whose instance that name ends with; null if it is none of the three. */
    static Member of(String name) {
        for (Member member : values()) {
            if (name.endsWith(member.instance())) {
                return member;
            }
        }
        return null;
    }
}
