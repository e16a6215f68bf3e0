import { REQUEST } from "./story-asked.js";
import { NAME, OWNER, type World } from "./world.js";

/**
 * The story once more by hand, in lines to paste: alice asks, dana approves, alice takes the role. It is the same role
 * as before, so that its name is known; it is there once Curfew has merged.
 */
export function howToTry(
  world: World,
  told: { readonly path: string; readonly pull: number; readonly role: string },
): string {
  const { alice, dana } = world.people;
  const repository = `${world.github.url}/${OWNER}/${NAME}.git`;
  const api = `${world.github.apiUrl}/repos/${OWNER}/${NAME}`;
  // Two pull requests were opened before: alice's, and the one that took her request out again.
  const next = told.pull + 2;
  return `alice's token: ${alice.token}
dana's token:  ${dana.token}

# Clone the repository, as alice.
git clone ${repository.replace("//", `//alice:${alice.token}@`)}
cd ${NAME}

# Ask again, on a branch of your own.
git checkout -b again
mkdir -p ${told.path.slice(0, told.path.lastIndexOf("/"))}
cat >${told.path} <<'END'
${REQUEST}END
git add access
git -c user.name=alice -c user.email=alice@example.com commit -m 'Ask again'
git push origin again
curl -H 'Authorization: Bearer ${alice.token}' ${api}/pulls \\
  -d '{"title":"alice needs it again","head":"again","base":"main"}'

# Approve it, as dana; Curfew merges it.
curl -H 'Authorization: Bearer ${dana.token}' ${api}/pulls/${next}/reviews -d '{"event":"APPROVE"}'

# Read what Curfew says.
curl -H 'Authorization: Bearer ${dana.token}' ${api}/issues/${next}/comments

# Take the role, with alice's own keys.
curl --aws-sigv4 aws:amz:us-east-1:sts --user ${world.aliceKeys.accessKeyId}:${world.aliceKeys.secretAccessKey} ${world.cloudUrl} \\
  -d Action=AssumeRole -d Version=2011-06-15 -d RoleSessionName=me \\
  -d RoleArn=${told.role}`;
}
