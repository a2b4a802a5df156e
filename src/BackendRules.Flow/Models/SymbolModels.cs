using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace BackendRules.Flow;

/// <summary>The models of a compilation: which lines hold for a member, looked up once a member.</summary>
internal sealed class SymbolModels(ModelSet models)
{
    private readonly ConcurrentDictionary<ISymbol, MemberModel?> _members = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ITypeSymbol, HashSet<string>> _types = new(SymbolEqualityComparer.Default);

    public ModelSet Models => models;

    /// <summary>What is said about a method, property or field, or null for nothing. Extension methods in their full form.</summary>
    public MemberModel? Of(ISymbol member)
    {
        var definition = member.OriginalDefinition;
        return _members.TryGetValue(definition, out var known) ? known : _members.GetOrAdd(definition, Find);
    }

    /// <summary>Whether a caught exception of this type is a source: a line about <c>Type.catch</c> says so.</summary>
    public SourceModel? Caught(INamedTypeSymbol type)
    {
        foreach (var line in models.Named("catch"))
        {
            if (line.Verb == Verb.Source && NamesOf(type).Contains(line.Type))
                return new SourceModel(new PortRef(PortRef.Return, ""), line.Kinds, line.Words);
        }

        return null;
    }

    /// <summary>Why a line says nothing in this compilation, or null when it names something.</summary>
    public static string? Unresolved(ModelLine line, Compilation compilation)
    {
        var types = compilation.GetTypesByMetadataName(line.Type);
        for (var arity = 1; arity < 5; arity++)
            types = types.AddRange(compilation.GetTypesByMetadataName($"{line.Type}`{arity}"));
        if (types.IsEmpty)
            return $"there is no type '{line.Type}'";
        foreach (var name in line.Members)
        {
            if (name == "catch")
                continue;
            var members = types.SelectMany(type => Members(type, name)).ToArray();
            if (members.Length == 0)
                return $"'{line.Type}' has no member '{name}'";
            var model = new MemberModel();
            foreach (var member in members)
                Add(model, line, member);
            if (model.IsEmpty)
                return $"no overload of '{name}' has the parameters that the line names";
        }

        return null;
    }

    private static IEnumerable<ISymbol> Members(INamedTypeSymbol type, string pattern)
    {
        var levels = new List<INamedTypeSymbol>();
        for (INamedTypeSymbol? level = type; level is not null; level = level.BaseType)
            levels.Add(level);
        levels.AddRange(type.AllInterfaces);
        foreach (var level in levels)
        {
            foreach (var member in level.GetMembers())
            {
                var name = Name(member);
                if (name == pattern || pattern.EndsWith("*", StringComparison.Ordinal) && name.StartsWith(pattern.Substring(0, pattern.Length - 1), StringComparison.Ordinal))
                    yield return member;
            }
        }
    }

    private MemberModel? Find(ISymbol member)
    {
        var model = new MemberModel();
        if (member.ContainingType is { } type)
        {
            HashSet<string>? names = null;
            foreach (var line in models.Named(Name(member)))
            {
                names ??= NamesOf(type);
                if (names.Contains(line.Type))
                    Add(model, line, member);
            }
        }

        Attributes.Read(model, models, member);
        return model.IsEmpty ? null : model;
    }

    /// <summary>The full names of a type, of what it derives from and of what it implements, with and without the number of type parameters.</summary>
    private HashSet<string> NamesOf(INamedTypeSymbol type) => _types.GetOrAdd(type.OriginalDefinition, static type =>
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var current = (INamedTypeSymbol?)type; current is not null; current = current.BaseType)
            AddName(current);
        foreach (var contract in type.AllInterfaces)
            AddName(contract);
        return names;

        void AddName(INamedTypeSymbol type)
        {
            var name = TypeName.Of(type);
            names.Add(name);
            if (name.IndexOf('`') is var tick and >= 0)
                names.Add(name.Substring(0, tick));
        }
    });

    private static string Name(ISymbol member) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } => "new",
        IPropertySymbol { IsIndexer: true } => "this[]",
        // An explicit implementation is found by the name that its interface gives it.
        IMethodSymbol { ExplicitInterfaceImplementations: [var method, ..] } => method.Name,
        _ => member.Name,
    };

    private static void Add(MemberModel model, ModelLine line, ISymbol member)
    {
        if (line.Without is { } missing && Parameter(member, missing) != int.MinValue)
            return;
        if (line.Ports.Count == 0)
        {
            AddDefault(model, line, member);
            return;
        }

        var when = -1;
        // What a member has no parameter for, it lacks.
        if (line.When is { } condition && (when = Parameter(member, condition.Parameter)) == int.MinValue && condition.Test != "lacks")
            return;
        foreach (var port in line.Ports)
        {
            if (Port(member, port.From) is not { } from)
                continue;
            switch (line.Verb)
            {
                case Verb.Source:
                    model.Sources.Add(new SourceModel(from, line.Kinds, line.Words));
                    break;
                case Verb.Sink:
                    model.Sinks.Add(new SinkModel(from, line.Kinds, line.When, when));
                    break;
                case Verb.Clean:
                    model.Cleans.Add(new CleanModel(line.Kinds, from.Index, line.When, when));
                    break;
                case Verb.Guard:
                    model.Guards.Add(new GuardModel(from, line.Kinds, line.Outcome, line.When, when));
                    break;
                case Verb.Pass when Port(member, port.To) is { } to:
                    model.Passes.Add(new PassModel(from, to));
                    break;
            }
        }
    }

    private static void AddDefault(MemberModel model, ModelLine line, ISymbol member)
    {
        switch (line.Verb)
        {
            case Verb.Source:
                model.Sources.Add(new SourceModel(new PortRef(PortRef.Return, ""), line.Kinds, line.Words));
                break;
            case Verb.Sink when member is IPropertySymbol or IFieldSymbol:
                var value = member is IPropertySymbol property ? property.Parameters.Length : 0;
                model.Sinks.Add(new SinkModel(new PortRef(value, ""), line.Kinds, line.When, line.When is { } when ? Parameter(member, when.Parameter) : -1));
                break;
            case Verb.Clean:
                model.Cleans.Add(new CleanModel(line.Kinds, PortRef.Return, line.When, line.When is { } condition ? Parameter(member, condition.Parameter) : -1));
                break;
            case Verb.Pass:
                model.PassesAll = true;
                break;
        }
    }

    private static int Parameter(ISymbol member, string name)
    {
        var parameters = member is IMethodSymbol method ? method.Parameters : member is IPropertySymbol property ? property.Parameters : default;
        if (name == "this")
            return PortRef.This;
        if (name == When.Beside)
            return -1;
        if (parameters.IsDefault)
            return int.MinValue;
        if (member is IPropertySymbol && name == "value")
            return parameters.Length;
        foreach (var parameter in parameters)
        {
            if (parameter.Name == name)
                return parameter.Ordinal;
        }

        return int.MinValue;
    }

    private static PortRef? Port(ISymbol member, string text)
    {
        var end = text.IndexOfAny(['.', '[']);
        var name = end < 0 ? text : text.Substring(0, end);
        var path = end < 0 ? "" : text.Substring(end).TrimStart('.');
        var colon = name.IndexOf(':');
        var type = colon < 0 ? null : name.Substring(colon + 1);
        if (colon >= 0)
            name = name.Substring(0, colon);
        var index = name == "return" ? PortRef.Return : Parameter(member, name);
        if (index == int.MinValue || type is not null && member is IMethodSymbol method && index >= 0 && method.Parameters[index].Type.Name != type)
            return null;
        if (path == "return")
            return new PortRef(index, "", PortRef.Return);
        return int.TryParse(path, out var number) ? new PortRef(index, "", number) : new PortRef(index, path);
    }
}
