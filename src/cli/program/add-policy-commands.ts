import { Argument, type Command, Option } from 'commander'
import type { Finish } from './finish.ts'
import { collect, enforceOption, parameterOption, varFileOption, whole } from './option-values.ts'

/** Commands that ask about policies and networks. */
export function addPolicyCommands(program: Command, finish: Finish): void {
  addGate(program, finish)
  addAccess(program, finish)
  addReach(program, finish)
  addImport(program, finish)
}

function addGate(program: Command, finish: Finish): void {
  program
    .command('gate')
    .description('what a change of policies newly allows and no longer allows, each with an example; for pull requests')
    .argument('[file...]', 'two policies, plans, templates, account dumps, fixtures or folders; or one Terraform plan')
    .option('--base <commit|folder>', 'what to compare with')
    .option('--head <commit|folder>', 'the change; the working tree unless given')
    .option('--type <type>', 'what the two files are: identity, bucket, trust …; taken from what they say unless given')
    .addOption(
      new Option('--fail-on <what>', 'exit with 1 on new access, on any difference in meaning, or on neither')
        .choices(['broadening', 'any', 'none'])
        .default('broadening'),
    )
    .option('--accepted <file>', 'new access that somebody accepted, with reason, owner and expiry (sallyport-accepted.yaml)')
    .option('--allow-removed', 'compare a policy file that is gone with nothing')
    .option('--scenarios <folder>', 'run those whose fixture changed', 'scenarios')
    .option('--no-scenarios', 'run none')
    .option('-r, --reporter <name[=file]>', 'a report, several if given again: pretty, json, markdown, sarif, github', collect, [])
    .option('--json', 'print the report as JSON on standard output, as `-r json` does')
    .option('--timeout <seconds>', 'how long the comparison of one policy may take', whole(1), 10)
    .option('--account <id>', 'the account of plans and templates that do not say it', '111122223333')
    .option('--region <name>', 'their region', 'us-east-1')
    .addOption(parameterOption())
    .addOption(varFileOption())
    .action(async (files: string[], options) => finish(await (await import('../gate.ts')).gate(files, options)))
}

function addAccess(program: Command, finish: Finish): void {
  program
    .command('access')
    .description('questions about policies, decided for every request there is')
    .addArgument(
      new Argument(
        '<question>',
        'least: what connections need, as a policy, and what is granted beyond it; outside: who else can reach a bucket, role or key; dead: statements without a say; ever: whether some actions are ever allowed; compare: how two policies relate; pods: whether service accounts of Kubernetes get their roles',
      ).choices(['least', 'outside', 'dead', 'ever', 'compare', 'pods']),
    )
    .argument(
      '[path...]',
      'policies, fixtures, plans, templates, account dumps or folders; for `least` scenarios; for `pods` one fixture, and manifests',
    )
    .option('--action <pattern...>', 'ever: as in Action')
    .option('--resource <pattern...>', 'ever: as in Resource; every resource unless given')
    .option('--when <block>', 'ever: a Condition block in JSON; only requests for which it holds')
    .option('--account <id...>', "outside: accounts that are trusted, the owner's unless given")
    .option('--organization <id...>', 'outside: organizations that are trusted')
    .option('--endpoint <id...>', 'outside: VPC endpoints that are trusted')
    .option('--service <name...>', "outside: AWS services that are trusted in nobody's name")
    .addOption(parameterOption())
    .addOption(varFileOption())
    .addOption(new Option('--expect <what>', 'exit with 1 unless this is found').choices(['nothing', 'something']))
    .option('--timeout <seconds>', 'how long one policy may take', whole(1), 10)
    .option('--json', 'print as JSON')
    .action(async (question: 'least' | 'outside' | 'dead' | 'ever' | 'compare' | 'pods', paths: string[], options) =>
      finish(await (await import('../access.ts')).access(question, paths, options)),
    )
}

function addReach(program: Command, finish: Finish): void {
  program
    .command('reach')
    .description('flows through a network: the way hop by hop, or everything that blocks it and what would open it')
    .argument('<network...>', 'fixture folder or file, network file, or JSON of `aws ec2 describe-*` (files or a folder)')
    .option(
      '--from <source>',
      'an address, interface, instance, security group, prefix list, subnet, name, or `internet`; everybody unless given',
    )
    .option('--to <destination>', 'a host, a listener, an interface, a security group, an address, a service; `host:port` too')
    .option('--port <number>', "the port, the listener's own unless given; without --from also a range")
    .option('--protocol <name>', "tcp, udp, icmp, icmpv6 or a number; tcp, or the listener's own, unless given")
    .option('--source-ports <range>', 'the ports that the client chooses from: linux, windows, natGateway or a range')
    .option('--flows <file>', 'many flows: a YAML or JSON list of { from, to, port, protocol, expect }')
    .addOption(enforceOption())
    .option('--open-to-world', 'what half of the internet or more can reach')
    .addOption(new Option('--expect <outcome>', 'exit with 1 unless this is the outcome').choices(['open', 'partial', 'closed']))
    .addOption(parameterOption())
    .addOption(varFileOption())
    .option('--json', 'print as JSON')
    .action(async (networks: string[], options) => finish(await (await import('../reach.ts')).reach(networks, options)))
}

function addImport(program: Command, finish: Finish): void {
  program
    .command('import')
    .description(
      'a fixture out of Terraform (a plan, or its own files), a template of CloudFormation or SAM, a CDK app, the details of an account, or `aws ec2 describe-*`',
    )
    .argument(
      '<file...>',
      '`terraform show -json`, a folder of `.tf` files, a template, `cdk.out`, `aws iam get-account-authorization-details`, or one or several of `aws ec2 describe-*`',
    )
    .requiredOption('-o, --out <folder>', 'the folder to write')
    .option('--account <id>', 'the account it is deployed to, where the file does not say', '111122223333')
    .option('--region <name>', 'the region, where the file does not say', 'us-east-1')
    .addOption(parameterOption())
    .addOption(varFileOption())
    .option('--partial', 'write what can be known, and list the rest')
    .action(async (files: string[], options) => finish(await (await import('../import.ts')).importCommand(files, options)))
}
