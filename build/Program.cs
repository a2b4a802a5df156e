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

return root.Parse(args).Invoke();
