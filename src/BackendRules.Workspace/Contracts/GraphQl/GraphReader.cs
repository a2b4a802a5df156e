using System.Collections.Immutable;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;

namespace BackendRules.Workspaces;

/// <summary>Reads committed GraphQL schemas.</summary>
internal static class GraphReader
{
    public static GraphModel? Read(IEnumerable<CodeText> texts, List<Unresolved> unresolved)
    {
        var types = new Dictionary<string, GraphType>(StringComparer.Ordinal);
        foreach (var text in texts.Where(static text => Path.GetExtension(text.Name) is ".graphql" or ".graphqls" or ".gql").OrderBy(static text => text.Name, StringComparer.Ordinal))
        {
            GraphQLDocument document;
            try
            {
                document = Parser.Parse(text.Text.TrimStart('\uFEFF'));
            }
            catch (GraphQLSyntaxErrorException error)
            {
                unresolved.Add(new Unresolved(text.Name, "the schema can't be read: " + Shown.Short(error.Description, 80), "make it valid", new ApiPlace(text.Path, error.Location.Line)));
                continue;
            }

            // Operations that a client sends are no schema.
            foreach (var definition in document.Definitions)
            {
                if (Type(definition) is { } type)
                    types[type.Name] = types.TryGetValue(type.Name, out var known) ? known with { Fields = known.Fields.AddRange(type.Fields), Members = known.Members.AddRange(type.Members) } : type;
            }
        }

        return types.Count == 0 ? null : new GraphModel([.. types.Values.OrderBy(static type => type.Name, StringComparer.Ordinal)]);
    }

    private static GraphType? Type(ASTNode definition) => definition switch
    {
        GraphQLObjectTypeDefinition type => new GraphType(type.Name.StringValue, "object") { Fields = Fields(type.Fields), Members = Names(type.Interfaces) },
        GraphQLObjectTypeExtension type => new GraphType(type.Name.StringValue, "object") { Fields = Fields(type.Fields), Members = Names(type.Interfaces) },
        GraphQLInterfaceTypeDefinition type => new GraphType(type.Name.StringValue, "interface") { Fields = Fields(type.Fields) },
        GraphQLInputObjectTypeDefinition type => new GraphType(type.Name.StringValue, "input") { Fields = [.. (type.Fields?.Items ?? []).Select(Input)] },
        GraphQLInputObjectTypeExtension type => new GraphType(type.Name.StringValue, "input") { Fields = [.. (type.Fields?.Items ?? []).Select(Input)] },
        GraphQLEnumTypeDefinition type => new GraphType(type.Name.StringValue, "enum") { Members = [.. (type.Values?.Items ?? []).Select(static value => value.Name.StringValue)] },
        GraphQLEnumTypeExtension type => new GraphType(type.Name.StringValue, "enum") { Members = [.. (type.Values?.Items ?? []).Select(static value => value.Name.StringValue)] },
        GraphQLUnionTypeDefinition type => new GraphType(type.Name.StringValue, "union") { Members = [.. (type.Types?.Items ?? []).Select(static one => one.Name.StringValue)] },
        GraphQLScalarTypeDefinition type => new GraphType(type.Name.StringValue, "scalar"),
        _ => null,
    };

    private static ImmutableArray<GraphField> Fields(GraphQLFieldsDefinition? fields) =>
    [
        .. (fields?.Items ?? []).Select(static field => new GraphField(field.Name.StringValue, Text(field.Type))
        {
            Arguments = [.. (field.Arguments?.Items ?? []).Select(Input)],
            IsDeprecated = field.Directives?.Items.Any(static d => d.Name.StringValue == "deprecated") == true,
        }),
    ];

    private static GraphField Input(GraphQLInputValueDefinition value) => new(value.Name.StringValue, Text(value.Type))
    {
        HasDefault = value.DefaultValue is not null,
        IsDeprecated = value.Directives?.Items.Any(static d => d.Name.StringValue == "deprecated") == true,
    };

    private static ImmutableArray<string> Names(GraphQLImplementsInterfaces? interfaces) => [.. (interfaces?.Items ?? []).Select(static one => one.Name.StringValue)];

    private static string Text(GraphQLType type) => type switch
    {
        GraphQLNonNullType inner => Text(inner.Type) + "!",
        GraphQLListType list => "[" + Text(list.Type) + "]",
        GraphQLNamedType named => named.Name.StringValue,
        _ => "",
    };
}
