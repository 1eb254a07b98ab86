interface Document {
  paths: Record<string, Record<string, { responses: Record<string, { $ref?: string }> }>>;
  components: { responses: Record<string, { content?: Record<string, { examples?: object }> }> };
}

/**
 * Looks whether the OpenAPI document names the problem that a call was answered with. True as well for addresses that are none
 * of the API's calls.
 */
export function documentedProblems({ paths, components }: Document) {
  const calls = Object.entries(paths).flatMap(([path, methods]) => {
    const pattern = new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
    return Object.entries(methods).map(([method, operation]) => ({ pattern, method, operation }));
  });
  return (method: string, url: string, status: number, code: string): boolean => {
    const [path = ''] = url.split('?');
    const call = calls.find((each) => each.method === method.toLowerCase() && each.pattern.test(path));
    if (call === undefined) return true;
    const name = call.operation.responses[status]?.$ref?.split('/').at(-1) ?? '';
    const { content = {} } = components.responses[name] ?? {};
    return Object.hasOwn(content['application/problem+json']?.examples ?? {}, code);
  };
}
