using System.CommandLine;
using BackendRules;
using BackendRules.Build;

var root = new RootCommand("Builds, checks and documents BackendRules.");

var family = new Argument<Family>("family") { Description = "The family: " + string.Join(", ", Enum.GetNames<Family>()) };
var name = new Argument<string>("name") { Description = "The smell, as a class name that reads after \"allow\"." };
var title = new Argument<string>("title") { Description = "What ought to be, as a sentence." };
var stamp = new Command("new", "Stamps the four files of a rule with the next free id of its family.") { family, name, title };
stamp.SetAction(result => NewSlice.Run(result.GetRequiredValue(family), result.GetRequiredValue(name), result.GetRequiredValue(title)));
root.Add(stamp);

var docs = new Command("docs", "Writes everything that is generated from the rules.");
docs.SetAction(_ =>
{
    foreach (var path in Generated.Write())
        Console.WriteLine($"written: {path}");
    return 0;
});
root.Add(docs);

Add("pack", "Packs the analyzers into artifacts, for the samples.", static () => Package.Pack(Package.LocalVersion) ? 0 : 1);
Add("demo", "The main job: finds and fixes the faults of the sample.", Demo.Run);
Add("bless", "Writes the samples' findings as their golden files.", Golden.Bless);
Add("dogfood", "Runs our rules on our own source, as errors.", static () => Report(Dogfood.Run()));
Add("check", "What CI runs beside the tests.", Checks.Run);

var path = new Argument<string>("path") { Description = "A solution, a project, or a folder that holds one." };
var config = new System.CommandLine.Option<string?>("--config") { Description = "A .globalconfig with severities for this run." };
var loose = new System.CommandLine.Option<bool>("--without-restore") { Description = "Compile the sources against the libraries of tests/References instead of building." };
var only = new System.CommandLine.Option<string?>("--only") { Description = "With --without-restore: only these rules, separated by commas." };
var all = new System.CommandLine.Option<bool>("--all") { Description = "With --without-restore: also rules that are off by default." };
var references = new System.CommandLine.Option<string?>("--references") { Description = "With --without-restore: a file that lists further assemblies, one a line." };
var repair = new System.CommandLine.Option<bool>("--fix") { Description = "Also apply every fix to a copy and build it again." };
var field = new Command("field", "Runs the rules on real code and prints a row for tests/FIELD.md.") { path, config, repair, loose, only, all, references };
field.SetAction(result => result.GetValue(loose)
    ? LooseField.Run(result.GetRequiredValue(path), result.GetValue(only), result.GetValue(all), result.GetValue(references))
    : Field.Run(result.GetRequiredValue(path), result.GetValue(config), result.GetValue(repair)));
root.Add(field);

var rounds = new System.CommandLine.Option<int>("--rounds") { Description = "Rounds; the least counts.", DefaultValueFactory = static _ => 5 };
var each = new System.CommandLine.Option<bool>("--rules") { Description = "Also what each rule costs alone." };
var measured = new Argument<string?>("path") { Description = "A solution or a project; without one the tool is measured on a generated backend.", Arity = ArgumentArity.ZeroOrOne };
rounds.Validators.Add(static result =>
{
    if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var given) && given < 1)
        result.AddError("At least one round counts.");
});
var growing = new System.CommandLine.Option<bool>("--growing") { Description = "Instead: a generated backend that grows tenfold twice, with flows planted in it." };
var bench = new Command("bench", "Measures the package's share of compile CPU on a real solution, beside peers; without a path: the tool's first, warm and long-run answers.") { measured, rounds, each, growing };
bench.SetAction(result => result.GetValue(growing) ? Growth.Run() : result.GetValue(measured) is { } solution ? Bench.Run(solution, result.GetValue(rounds), result.GetValue(each)) : ToolBench.RunAsync().GetAwaiter().GetResult());
root.Add(bench);

var project = new Argument<string>("project") { Description = "The project in it that is analysed, and that faults are planted in." };
var loop = new Command("loop", "Drives the tool as an agent does on a copy of a real backend, and writes tests/Transcripts/agent.md.") { path, project };
loop.SetAction(result => AgentLoop.RunAsync(Path.GetFullPath(result.GetRequiredValue(path)), result.GetRequiredValue(project)).GetAwaiter().GetResult());
root.Add(loop);

return root.Parse(args).Invoke();

void Add(string verb, string about, Func<int> run)
{
    var command = new Command(verb, about);
    command.SetAction(_ => run());
    root.Add(command);
}

static int Report(IReadOnlyList<string> lines)
{
    foreach (var line in lines)
        Console.WriteLine(line);
    return lines.Count == 0 ? 0 : 1;
}
